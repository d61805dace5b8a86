import type { Kind } from '../schemas/kind.ts';
import type { FieldProblem } from '../schemas/problem.ts';
import { mappingOf } from '../schemas/systems/registry.ts';
import type { CanonicalOf, DecodeContext, Decoded, System } from '../schemas/systems/system.ts';

/** One row after checking. `row` is the row a spreadsheet shows. */
export type CheckedRow<C> =
  | { readonly ok: true; readonly row: number; readonly record: C; readonly warnings: readonly FieldProblem[] }
  | {
      readonly ok: false;
      readonly row: number;
      readonly problem: FieldProblem;
      readonly warnings: readonly FieldProblem[];
    };

/** What the reader of the file found wrong with a row before it was decoded. */
export type ReadProblem = 'row.encoding' | 'row.malformed' | 'row.quote' | 'row.cell-too-long' | 'row.formula';

/** Rows of a table: `input` is the cells. Rows of JSON Lines: `input` is the parsed value. */
export interface RowChecker<C, Input> {
  readonly row: (row: number, input: Input, readProblem?: ReadProblem) => CheckedRow<C>;
}

/** A header that can't be used: `file.header`, with what is missing or repeated; `field` is the first such column. */
export interface HeaderProblem extends FieldProblem {
  readonly code: 'file.header';
  readonly missing: readonly string[];
  readonly repeated: readonly string[];
}

export type CheckerResult<C, Input> =
  | {
      readonly ok: true;
      readonly checker: RowChecker<C, Input>;
      /** At most one, `file.column-unknown`. */
      readonly warnings: readonly FieldProblem[];
      readonly unknownColumns: readonly string[];
      /** As `HeaderResult.amountOf`. */
      readonly amountOf: (input: Input) => string | null;
    }
  | { readonly ok: false; readonly problem: HeaderProblem };

interface CheckOf<K extends Kind> {
  readonly system: System;
  readonly kind: K;
  readonly context: DecodeContext;
}

/** The checker of a file of cells under this header. RangeError where the system has no such table. */
export function createRowChecker<K extends Kind>(
  check: CheckOf<K> & { readonly header: readonly string[] },
): CheckerResult<CanonicalOf[K], readonly string[]> {
  const { system, kind, header, context } = check;
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new RangeError(`${system.id} has no table of ${kind} records`);
  const bound = mapping.bind(header, context);
  if (!bound.ok) {
    const { missing, repeated } = bound;
    return { ok: false, problem: { code: 'file.header', field: missing[0] ?? repeated[0] ?? null, missing, repeated } };
  }
  const { unknownColumns } = bound;
  return {
    ok: true,
    checker: rowChecker(bound.decode),
    warnings: unknownColumns.length === 0 ? [] : [{ code: 'file.column-unknown', field: unknownColumns.join('、') }],
    unknownColumns,
    amountOf: bound.amountOf,
  };
}

/** The checker of JSON Lines. RangeError where the system has no such objects. */
export function createObjectChecker<K extends Kind>(check: CheckOf<K>): RowChecker<CanonicalOf[K], unknown> {
  const { system, kind, context } = check;
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'object') throw new RangeError(`${system.id} has no objects of ${kind} records`);
  return rowChecker((value: unknown) => mapping.decode(value, context));
}

function rowChecker<C, Input>(decode: (input: Input) => Decoded<C>): RowChecker<C, Input> {
  return {
    row: (row, input, readProblem) => {
      // Text that could not be decoded may have swallowed a comma, so this comes before counting cells.
      if (readProblem !== undefined)
        return { ok: false, row, problem: { code: readProblem, field: null }, warnings: [] };
      const decoded = decode(input);
      return decoded.ok
        ? { ok: true, row, record: decoded.record, warnings: decoded.warnings }
        : { ok: false, row, problem: decoded.problem, warnings: decoded.warnings };
    },
  };
}
