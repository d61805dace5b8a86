import stringWidth from 'string-width';

/** A word with the marks that may not begin a line, or one Chinese character with them. */
const PIECE = /\s+|(?:\p{Script=Han}|[^\s\p{Script=Han}]+?(?=\p{Script=Han}|\s|$))[，。；：、！？）」』]*/gu;

/** Text in lines of at most so many columns: a Chinese character is two wide, and a line may end after any of them. */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => linesOf(line, columns).join('\n'))
    .join('\n');
}

function linesOf(text: string, columns: number): readonly string[] {
  const lines = [''];
  for (const piece of text.match(PIECE) ?? []) {
    const line = lines.at(-1) ?? '';
    if (stringWidth(line + piece.trimEnd()) <= columns || line === '') lines[lines.length - 1] = line + piece;
    else lines.push(piece.trimStart());
  }
  return lines.map((line) => line.trimEnd());
}
