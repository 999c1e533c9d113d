/**
 * Markdown for a terminal, as far as the rules' pages need it: headings, emphasis, code and links. Everything else stays
 * as it is written, which is what Markdown is for.
 */
import { wrap } from "../report/text/wrap.ts";

const BOLD = "\u001b[1m";
const DIM = "\u001b[2m";
const CYAN = "\u001b[36m";
const RESET = "\u001b[0m";

/** `width`: columns to fill with each paragraph and list item; without it, lines stay as they are written. */
export function renderMarkdown(markdown: string, color: boolean, width?: number): string {
  const style = (code: string, text: string): string => (color ? `${code}${text}${RESET}` : text);
  const lines: string[] = [];
  let inCode = false;
  for (const line of width === undefined ? markdown.trimEnd().split(/\r?\n/) : reflowed(markdown.trimEnd(), width)) {
    if (line.trimStart().startsWith("```")) inCode = !inCode;
    else if (line.startsWith("<!--") && line.endsWith("-->")) continue;
    else if (inCode) lines.push(line === "" ? "" : `    ${style(CYAN, line)}`);
    else lines.push(renderLine(line, style));
  }
  return `${lines.join("\n").replace(/^\n+/, "")}\n`;
}

/** Paragraphs, quotations and list items (their further lines are indented) in lines of that width; code, headings and tables as they are. */
function reflowed(markdown: string, width: number): readonly string[] {
  const blocks: { readonly lead: string; text: string }[] = [];
  let inCode = false;
  let isOpen = false;
  for (const line of markdown.split(/\r?\n/)) {
    const isFence = line.trimStart().startsWith("```");
    if (isFence) inCode = !inCode;
    const last = blocks.at(-1);
    const isLiteral = isFence || inCode || /^(?:#|\||<!--|$)/.test(line);
    const mark = isLiteral ? undefined : /^(?:> |\s*(?:[-*]|\d+\.) +)/.exec(line)?.[0];
    if (!isLiteral && mark === undefined && isOpen && last !== undefined) last.text += ` ${line.trim()}`;
    else blocks.push({ lead: isLiteral ? line : (mark ?? ""), text: isLiteral ? "" : line.slice((mark ?? "").length) });
    isOpen = !isLiteral;
  }
  return blocks.flatMap(({ lead, text }) => {
    if (text === "") return [lead];
    // What stands in backquotes is not broken.
    const whole = withPlainLinks(text).replace(/`[^`]+`/g, (code) => code.replaceAll(" ", "\u00a0"));
    const hanging = lead.startsWith(">") ? lead : " ".repeat(lead.length);
    return wrap(whole, width - lead.length).map((part, index) => (index === 0 ? lead : hanging) + part.replaceAll("\u00a0", " "));
  });
}

function withPlainLinks(text: string): string {
  return text.replace(/\[([^\]]*)\]\(([^)\s]*)\)/g, (_match, label: string, url: string) => (label === url ? url : `${label} (${url})`));
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
