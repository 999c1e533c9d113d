/** Addresses as Terraform writes them. https://developer.hashicorp.com/terraform/cli/state/resource-addressing */

/** `module`: empty for the root module. */
export function inModule(module: string, address: string): string {
  return module === "" ? address : `${module}.${address}`;
}

/** `[0]`, `["alice"]`; nothing for what is not repeated. */
export function keySuffix(key: string | number | undefined): string {
  return key === undefined ? "" : `[${JSON.stringify(key)}]`;
}

/** As a module declares it: `aws_iam_role.exec`, `data.aws_iam_role.exec`. */
export function declaredAddress({ mode, type, name }: { readonly mode: unknown; readonly type: string; readonly name: string }): string {
  return `${mode === "data" ? "data." : ""}${type}.${name}`;
}
