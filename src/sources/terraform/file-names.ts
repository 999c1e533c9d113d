/** What Terraform's files are, by their names. Apart from the rest, so that nothing else is loaded to tell. */

/** Told by its name: HCL has no other mark. https://developer.hashicorp.com/terraform/language/files and https://opentofu.org/docs/language/files/ */
export function isTerraformFile(file: string): boolean {
  return isConfigurationFile(file) || isVariableFile(file);
}

export function isConfigurationFile(file: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/.test(file);
}

export function isVariableFile(file: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(file);
}

/** Whether Terraform loads a variable file without being told to. */
export function isLoadedByItself(file: string): boolean {
  return /(?:^|[/\\])terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(file);
}
