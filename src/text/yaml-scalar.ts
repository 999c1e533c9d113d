/** A text as a scalar of YAML 1.1 and 1.2: a plain word as it is; all else as JSON has it, which both take. */
export function yamlScalar(text: string): string {
  return /^[A-Za-z.][\w./-]*$/.test(text) && !/^(?:true|false|null|y|n|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text);
}
