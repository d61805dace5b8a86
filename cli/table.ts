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

function padded(cell: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return toTheRight ? space + cell : cell + space;
}
