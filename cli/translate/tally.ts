import type { Encoding } from '../../adapters/files/encoding.ts';
import type { Kind } from '../../schemas/kind.ts';
import { explain, type FieldProblem } from '../../schemas/problem.ts';
import type { Canonical, DecodeContext, System } from '../../schemas/systems/system.ts';
import { LISTED_MAX, type ListedProblem } from '../check/tally.ts';
import type { Language } from '../terminal.ts';

/** `bridge translate --json`. */
export interface TranslateReport {
  readonly from: string;
  readonly to: string;
  readonly kind: Kind;
  /** Null where the records name several or none. */
  readonly programme: string | null;
  /** The year the records were taken to be of; null where they are of several. */
  readonly year: number | null;
  /** Of the source. */
  readonly encoding: Encoding;
  readonly sha256: string;
  /** Data rows of the source; each is translated or rejected. */
  readonly rows: number;
  readonly translated: number;
  readonly rejected: number;
  readonly warned: number;
  /** Fields the target has no place for, with the number of translated rows that held another value. */
  readonly lost: readonly { readonly field: string; readonly rows: number }[];
  readonly rejects: readonly ListedProblem[];
  readonly warnings: readonly ListedProblem[];
}

export interface TranslateTally {
  /** Every record that could be read, translated or not. */
  readonly see: (record: Canonical) => void;
  readonly accept: (row: number, warnings: readonly FieldProblem[], lost: readonly string[]) => void;
  /** Also of a row accepted before, which the target turned out unable to write. */
  readonly reject: (row: number, problem: FieldProblem) => void;
  readonly warnFile: (row: number, warnings: readonly FieldProblem[]) => void;
  readonly report: (file: { readonly encoding: Encoding; readonly sha256: string }) => TranslateReport;
}

interface TranslationOf {
  readonly from: System;
  readonly to: System;
  readonly kind: Kind;
  readonly context: DecodeContext;
  readonly language: Language;
}

/** Counts a file's rows as they are translated. */
export function createTranslateTally({ from, to, kind, context, language }: TranslationOf): TranslateTally {
  const counts = { accepted: 0, rejected: 0, withdrawn: 0, warned: 0 };
  const programmes = new Set<string>();
  const years = new Set<number>();
  const lost = new Map<string, number>();
  const rejects: ListedProblem[] = [];
  const warnings: ListedProblem[] = [];
  let lastAccepted = 0;

  const listed = (row: number, { code, field }: FieldProblem): ListedProblem => ({
    row,
    field,
    code,
    message: explain({ code, field, row }, language),
  });
  const warn = (row: number, found: readonly FieldProblem[]): void => {
    if (found.length > 0) counts.warned += 1;
    for (const problem of found) if (warnings.length < LISTED_MAX) warnings.push(listed(row, problem));
  };

  return {
    see: ({ programmeCode, programmeYear }) => {
      programmes.add(programmeCode);
      years.add(programmeYear);
    },
    accept: (row, found, fields) => {
      counts.accepted += 1;
      lastAccepted = row;
      for (const field of fields) lost.set(field, (lost.get(field) ?? 0) + 1);
      warn(row, found);
    },
    reject: (row, problem) => {
      counts.rejected += 1;
      if (row <= lastAccepted) counts.withdrawn += 1;
      rejects.push(listed(row, problem));
      if (rejects.length > LISTED_MAX * 2) trim(rejects);
    },
    warnFile: warn,
    report: ({ encoding, sha256 }) => ({
      from: from.id,
      to: to.id,
      kind,
      programme: from.programme ?? onlyOne(programmes) ?? null,
      year: years.size === 0 ? (context.programmeYear ?? Number(context.today.slice(0, 4))) : (onlyOne(years) ?? null),
      encoding,
      sha256,
      rows: counts.accepted + counts.rejected - counts.withdrawn,
      translated: counts.accepted - counts.withdrawn,
      rejected: counts.rejected,
      warned: counts.warned,
      lost: [...lost].map(([field, rows]) => ({ field, rows })),
      rejects: trim(rejects),
      warnings,
    }),
  };
}

/** The first of the list in the order of rows: what the target can't write may be known only at the end. */
function trim(rejects: ListedProblem[]): ListedProblem[] {
  rejects.sort((a, b) => a.row - b.row);
  rejects.length = Math.min(rejects.length, LISTED_MAX);
  return rejects;
}

function onlyOne<T>(values: ReadonlySet<T>): T | undefined {
  const [first] = values;
  return values.size === 1 ? first : undefined;
}
