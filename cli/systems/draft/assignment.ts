/**
 * The pairing of rows with columns whose scores add up to the most, each row and column at most once (Kuhn–Munkres, with
 * potentials; O(n²m)). `scores[row][column]` is 0 where the two don't belong together; such pairs are left out.
 */
export function bestPairs(scores: readonly (readonly number[])[]): readonly (readonly [row: number, column: number])[] {
  const rows = scores.length;
  const columns = Math.max(rows, ...scores.map(({ length }) => length));
  const cost = (row: number, column: number): number => -(scores[row - 1]?.[column - 1] ?? 0);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const way = new Int32Array(columns + 1);
    let end = 0;
    rowOf[0] = row;
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(columns + 1);
    do {
      used[end] = 1;
      const from = at(rowOf, end);
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let column = 1; column <= columns; column++) {
        if (at(used, column) === 1) continue;
        const reduced = cost(from, column) - at(rowPotential, from) - at(columnPotential, column);
        if (reduced < at(least, column)) {
          least[column] = reduced;
          way[column] = end;
        }
        if (at(least, column) < step) {
          step = at(least, column);
          next = column;
        }
      }
      for (let column = 0; column <= columns; column++) {
        if (at(used, column) === 1) {
          rowPotential[at(rowOf, column)] = at(rowPotential, at(rowOf, column)) + step;
          columnPotential[column] = at(columnPotential, column) - step;
        } else least[column] = at(least, column) - step;
      }
      end = next;
    } while (at(rowOf, end) !== 0);
    while (end !== 0) {
      const before = at(way, end);
      rowOf[end] = at(rowOf, before);
      end = before;
    }
  }
  return Array.from(rowOf.subarray(1), (row, column): readonly [number, number] => [row - 1, column]).filter(
    ([row, column]) => (scores[row]?.[column] ?? 0) > 0,
  );
}

function at(values: { readonly [index: number]: number }, index: number): number {
  return values[index] ?? 0;
}
