/** The words of a command line, as a POSIX shell splits it: blanks, single quotes, and backslashes outside them. Throws at all else. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === " ") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'") {
      const end = line.indexOf("'", at + 1);
      if (end === -1) throw new Error(`a quote is not closed: ${line.slice(at)}`);
      word = (word ?? "") + line.slice(at + 1, end);
      at = end;
    } else if (character === "\\") {
      at += 1;
      word = (word ?? "") + line.charAt(at);
    } else if (/[A-Za-z0-9_+=,.@/:-]/.test(character)) word = (word ?? "") + character;
    else throw new Error(`${JSON.stringify(character)} means something to a shell: ${line}`);
  }
  return word === undefined ? words : [...words, word];
}
