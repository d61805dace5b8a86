import type { Planted, PlantedRow } from './night.ts';

/** What one fault does to a good row. `column` is the city's own name; the file may write it as a synonym. */
export interface Fault {
  readonly code: string;
  readonly column: string | null;
  readonly change?: (cells: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly line?: 'cut' | 'extra' | 'utf8';
  /** @default 'rejected' */
  readonly outcome?: 'rejected' | 'warned' | 'held';
  /** @default 'row' */
  readonly stage?: Planted['stage'];
}

/** A fault that writes something else into one column. */
export function wrong(
  code: string,
  column: string,
  value: string | ((good: string) => string),
  outcome: Fault['outcome'] = 'rejected',
): Fault {
  return {
    code,
    column,
    outcome,
    change: (cells) => ({ [column]: typeof value === 'string' ? value : value(cells[column] ?? '') }),
  };
}

export function plant(
  fault: Fault,
  cells: Readonly<Record<string, string>>,
  synonyms: Readonly<Record<string, string>>,
): PlantedRow {
  const changed = { ...cells, ...fault.change?.(cells) };
  const field = fault.column === null ? null : (synonyms[fault.column] ?? fault.column);
  const planted = {
    code: fault.code,
    field,
    stage: fault.stage ?? 'row',
    outcome: fault.outcome ?? 'rejected',
  } as const;
  return fault.line === undefined ? { cells: changed, planted } : { cells: changed, line: fault.line, planted };
}

/**
 * The three ways one record can stand twice in a file, as pairs of rows; what is planted in each follows CONTRACT §4:
 * the older is rejected; equal times with other content reject both; an exact repeat is a warning on the second.
 */
export function duplicatePairs(
  people: readonly [
    Readonly<Record<string, string>>,
    Readonly<Record<string, string>>,
    Readonly<Record<string, string>>,
  ],
  other: (cells: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): readonly (readonly [PlantedRow, PlantedRow])[] {
  const [corrected, conflicting, repeated] = people;
  const rejected = { code: 'row.duplicate', field: null, stage: 'row', outcome: 'rejected' } as const;
  const older = { ...corrected, ...other(corrected), 更新时间: earlier(corrected['更新时间'] ?? '') };
  return [
    [{ cells: older, planted: rejected }, { cells: corrected }],
    [
      { cells: conflicting, planted: rejected },
      { cells: { ...conflicting, ...other(conflicting) }, planted: rejected },
    ],
    [{ cells: repeated }, { cells: repeated, planted: { ...rejected, outcome: 'warned' } }],
  ];
}

/** Puts `extra` rows among `good` ones, evenly, in their order. */
export function interleave(good: readonly PlantedRow[], extra: readonly PlantedRow[]): readonly PlantedRow[] {
  const gap = Math.max(1, Math.floor(good.length / (extra.length + 1)));
  const rows = good.flatMap((row, index) => {
    const next = (index + 1) % gap === 0 ? extra[(index + 1) / gap - 1] : undefined;
    return next === undefined ? [row] : [row, next];
  });
  return [...rows, ...extra.slice(Math.floor(good.length / gap))];
}

function earlier(time: string): string {
  return `2026-11-10${time.slice(10)}`;
}
