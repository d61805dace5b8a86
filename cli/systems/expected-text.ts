import type { GoldenReading } from '../conformance/golden.ts';

/** A golden sample's `.expected.json`: a row a line, so that a difference shows the rows it is in. */
export function expectedText(reading: GoldenReading): string {
  if ('error' in reading) return `${JSON.stringify({ error: reading.error }, null, 2)}\n`;
  const { encoding, headerRow, warnings, rows } = reading;
  const head = JSON.stringify({ encoding, headerRow, warnings }).slice(1, -1);
  return `{${head},"rows":[\n  ${rows.map((row) => JSON.stringify(row)).join(',\n  ')}\n]}\n`;
}
