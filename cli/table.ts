import stringWidth from 'string-width';

const GAP = '  ';

/** Lines of a table whose columns stand below each other: a Chinese character is two columns wide. `right` aligns numbers. */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return [header, ...rows].map((cells) =>
    widths
      .map((width, column) => padded(cells[column] ?? '', width, right.includes(column)))
      .join(GAP)
      .trimEnd(),
  );
}

/** A text no wider than that; what is cut off is shown as …. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let taken = 1;
  for (const character of text) {
    taken += stringWidth(character);
    if (taken > width) break;
    cut += character;
  }
  return `${cut}…`;
}

/**
 * A line in lines no wider than that, broken anywhere, for Chinese has no spaces to break at; what goes on is indented a little more. A
 * key by itself stays whole, to be copied.
 */
export function wrapped(text: string, width: number): readonly string[] {
  if (/^\s*[\x21-\x7e]+$/.test(text)) return [text];
  const indent = `${/^ */.exec(text)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let line = '';
  for (const character of text) {
    if (stringWidth(line + character) > width) {
      lines.push(line);
      line = indent;
    }
    line += character;
  }
  return [...lines, line];
}

function padded(cell: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return toTheRight ? space + cell : cell + space;
}
