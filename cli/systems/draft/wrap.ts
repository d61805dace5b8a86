/** Lines of a Markdown paragraph or item, no longer than a document's may be: broken at spaces and after Chinese punctuation. */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[^\s，。；：、]*[，。；：、]*\s*/g) ?? []) {
    if (line !== '' && `${line}${piece}`.trimEnd().length > CHARS_MAX) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += piece;
  }
  return [...lines, line.trimEnd()].join('\n');
}

const CHARS_MAX = 120;
