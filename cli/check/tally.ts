import type { Encoding } from '../../adapters/files/encoding.ts';
import type { Kind } from '../../schemas/kind.ts';
import { explain, type FieldProblem } from '../../schemas/problem.ts';
import type { Canonical, DecodeContext, System } from '../../schemas/systems/system.ts';
import type { Language } from '../terminal.ts';

export interface ListedProblem {
  readonly row: number;
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** `bridge check --json`, member by member (CONTRACT §1). */
export interface CheckReport {
  readonly system: string;
  readonly kind: Kind;
  /** Null where the records name several or none. */
  readonly programme: string | null;
  /** Null where the records are of several years. */
  readonly year: number | null;
  readonly encoding: Encoding;
  /** Data rows. */
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rows with a warning: accepted rows, and the header where a column is unknown. */
  readonly warned: number;
  /** 分 of the accepted rows as decimal digits; null but for payments. */
  readonly totalFen: string | null;
  readonly sha256: string;
  readonly rejects: readonly ListedProblem[];
  readonly warnings: readonly ListedProblem[];
}

export const LISTED_MAX = 1000;

export interface Tally {
  readonly accept: (row: number, record: Canonical, warnings: readonly FieldProblem[]) => void;
  readonly reject: (row: number, problem: FieldProblem) => void;
  /** A warning about the file stands at its header. */
  readonly warnFile: (row: number, warnings: readonly FieldProblem[]) => void;
  readonly report: (file: { readonly encoding: Encoding; readonly sha256: string }) => CheckReport;
}

/** Counts a file's rows as they go by. */
export function createTally(system: System, kind: Kind, context: DecodeContext, language: Language): Tally {
  const counts = { accepted: 0, rejected: 0, warned: 0 };
  let totalFen = 0n;
  const programmes = new Set<string>();
  const years = new Set<number>();
  const rejects: ListedProblem[] = [];
  const warnings: ListedProblem[] = [];

  function list(into: ListedProblem[], row: number, { field, code }: FieldProblem): void {
    if (into.length < LISTED_MAX) into.push({ row, field, code, message: explain({ code, field, row }, language) });
  }
  function warn(row: number, found: readonly FieldProblem[]): void {
    if (found.length > 0) counts.warned += 1;
    for (const problem of found) list(warnings, row, problem);
  }

  return {
    accept: (row, record, found) => {
      counts.accepted += 1;
      if ('amountFen' in record) totalFen += BigInt(record.amountFen);
      programmes.add(record.programmeCode);
      years.add(record.programmeYear);
      warn(row, found);
    },
    reject: (row, problem) => {
      counts.rejected += 1;
      list(rejects, row, problem);
    },
    warnFile: warn,
    report: ({ encoding, sha256 }) => ({
      system: system.id,
      kind,
      programme: system.programme ?? onlyOne(programmes) ?? null,
      year: years.size === 0 ? (context.programmeYear ?? Number(context.today.slice(0, 4))) : (onlyOne(years) ?? null),
      encoding,
      rows: counts.accepted + counts.rejected,
      ...counts,
      totalFen: kind === 'payment' ? totalFen.toString() : null,
      sha256,
      rejects,
      warnings,
    }),
  };
}

function onlyOne<T>(values: ReadonlySet<T>): T | undefined {
  const [first] = values;
  return values.size === 1 ? first : undefined;
}
