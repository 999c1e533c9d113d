/** What Terraform's files are, by their names. Apart from the rest, so that nothing else is loaded to tell. */

export function isVariableFile(file: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(file);
}

/** Whether Terraform loads a variable file without being told to. */
export function isLoadedByItself(file: string): boolean {
  return /(?:^|[/\\])terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(file);
}
