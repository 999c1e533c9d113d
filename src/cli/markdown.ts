/**
 * Markdown for a terminal, as far as the rules' pages need it: headings, emphasis, code and links. Everything else stays
 * as it is written, which is what Markdown is for.
 */
const BOLD = "\u001b[1m";
const DIM = "\u001b[2m";
const CYAN = "\u001b[36m";
const RESET = "\u001b[0m";

export function renderMarkdown(markdown: string, color: boolean): string {
  const style = (code: string, text: string): string => (color ? `${code}${text}${RESET}` : text);
  const lines: string[] = [];
  let inCode = false;
  for (const line of markdown.trimEnd().split(/\r?\n/)) {
    if (line.startsWith("```")) inCode = !inCode;
    else if (line.startsWith("<!--") && line.endsWith("-->")) continue;
    else if (inCode) lines.push(line === "" ? "" : `    ${style(CYAN, line)}`);
    else lines.push(renderLine(line, style));
  }
  return `${lines.join("\n").replace(/^\n+/, "")}\n`;
}

function renderLine(line: string, style: (code: string, text: string) => string): string {
  const heading = /^#{1,6} +(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return style(BOLD, plain(heading));
  return line
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1
        ? style(CYAN, part)
        : plain(
            part,
            (text) => style(BOLD, text),
            (url) => style(DIM, url),
          ),
    )
    .join("");
}

/** Links as `text (url)`, bold as what `bold` makes of it. */
function plain(text: string, bold = (inner: string) => inner, dim = (inner: string) => inner): string {
  return text
    .replace(/\[([^\]]*)\]\(([^)\s]*)\)/g, (_match, label: string, url: string) => (label === url ? dim(url) : `${label} ${dim(`(${url})`)}`))
    .replace(/\*\*([^*]+)\*\*/g, (_match, inner: string) => bold(inner));
}
