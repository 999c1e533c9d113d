/** CSV as Go reads it: RFC 4180, with a lone line feed as line end too, empty lines left out. https://pkg.go.dev/encoding/csv */

/** The fields of each line; undefined where a quote stands where none may. */
export function parseCsv(written: string): readonly (readonly string[])[] | undefined {
  const text = written.replaceAll("\r\n", "\n").replace(/\r$/, "");
  const rows: string[][] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === "\n") {
      at++;
      continue;
    }
    const row: string[] = [];
    rows.push(row);
    for (let isOpen = true; isOpen; ) {
      const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
      if (field === undefined) return undefined;
      row.push(field.value);
      isOpen = text[field.next] === ",";
      at = field.next + 1;
    }
  }
  return rows;
}

interface Field {
  readonly value: string;
  /** The offset of what ends it: a comma, a line end, the end of the text. */
  readonly next: number;
}

function plainField(text: string, at: number): Field | undefined {
  let next = at;
  while (next < text.length && text[next] !== "," && text[next] !== "\n") next++;
  const value = text.slice(at, next);
  return value.includes('"') ? undefined : { value, next };
}

function quotedField(text: string, at: number): Field | undefined {
  let value = "";
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    const after = text[quote + 1];
    if (after !== '"') return after === undefined || after === "," || after === "\n" ? { value, next: quote + 1 } : undefined;
    value += '"';
    from = quote + 2;
  }
}
