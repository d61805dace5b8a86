import { isRefusal, type Codec, type Refusal } from '../codecs/codec.ts';
import { trimmed } from '../codecs/text.ts';
import type { Kind } from '../kind.ts';
import type { FieldProblem, ProblemCode } from '../problem.ts';
import type { Draft, Rule } from './record-rules.ts';
import type { DecodeContext, Decoded, HeaderResult, RowDecoder, Side, TableMapping } from './system.ts';

/** One line of a wire form's table: the column as we write it, how else it may be called, and the field it carries. */
export type Column<C> = {
  [K in keyof C & string]-?: {
    readonly column: string;
    readonly synonyms?: readonly string[];
    readonly field: K;
    readonly codec: Codec<Exclude<C[K], undefined>>;
    readonly required: boolean;
    readonly owner: Side;
  };
}[keyof C & string];

export interface TableForm<C> {
  readonly kind: Kind;
  readonly version: number;
  /** In the order problems are reported and cells are written. */
  readonly columns: readonly Column<C>[];
  readonly rules: readonly Rule<C>[];
  /** Adds what the wire does not say to a draft whose columns are all good. */
  readonly complete: (draft: Draft<C>, context: DecodeContext) => void;
  /** Fields beyond the code lists whose value the wire can't say. */
  readonly uncarried: (record: C) => readonly string[];
}

/** Both directions of a table of text cells, from its one table of columns. */
export function tableMapping<C extends object>(form: TableForm<C>): TableMapping<C> {
  const lines = form.columns.map(erase);
  return {
    form: 'csv',
    kind: form.kind,
    version: form.version,
    owners: Object.fromEntries(form.columns.map(({ field, owner }) => [field, owner])),
    header: form.columns.map(({ column }) => column),
    bind: (header, context) => bind(form, lines, header, context),
    encode: (record) => lines.map(({ field, codec }) => encodeCell(codec, Reflect.get(record, field))),
    uncarried: (record) => [
      ...lines.filter(({ field, codec }) => !carries(codec, Reflect.get(record, field))).map(({ field }) => field),
      ...form.uncarried(record),
    ],
  };
}

/** A line whose codec takes and gives unknown: which field it belongs to was checked when the table was written. */
interface Line {
  readonly column: string;
  readonly names: ReadonlySet<string>;
  readonly field: string;
  readonly codec: Codec<unknown>;
  readonly required: boolean;
}

function erase<C>(column: Column<C>): Line {
  const { field, required } = column;
  return {
    column: column.column,
    names: new Set([column.column, ...(column.synonyms ?? [])]),
    field,
    codec: column.codec as Codec<unknown>,
    required,
  };
}

function bind<C extends object>(form: TableForm<C>, lines: readonly Line[], header: readonly string[], context: DecodeContext): HeaderResult<C> {
  const written = header.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const places = lines.map(({ names }) => written.flatMap((cell, at) => (names.has(cell) ? [at] : [])));
  const missing = lines.filter(({ required }, at) => required && places[at]?.length === 0).map(({ column }) => column);
  const repeated = lines.filter((_, at) => (places[at]?.length ?? 0) > 1).map(({ column }) => column);
  if (missing.length > 0 || repeated.length > 0) return { ok: false, missing, repeated };
  const bound = lines.flatMap((line, at) => {
    const place = places[at]?.[0];
    return place === undefined ? [] : [bindLine(line, place, written[place] ?? line.column)];
  });
  const known = new Set(bound.map(({ place }) => place));
  return {
    ok: true,
    decode: rowDecoder(form, bound, written.length, context),
    unknownColumns: written.filter((_, at) => !known.has(at)),
  };
}

interface BoundLine {
  readonly place: number;
  readonly field: string;
  readonly required: boolean;
  readonly decode: Codec<unknown>['decode'];
  readonly caution: Codec<unknown>['caution'];
  readonly problem: (code: ProblemCode) => FieldProblem;
}

function bindLine(line: Line, place: number, asWritten: string): BoundLine {
  const { field, required, codec } = line;
  return { place, field, required, decode: codec.decode, caution: codec.caution, problem: (code) => ({ code, field: asWritten }) };
}

function rowDecoder<C extends object>(form: TableForm<C>, lines: readonly BoundLine[], width: number, context: DecodeContext): RowDecoder<C> {
  const { today } = context;
  const cautious = lines.filter(({ caution }) => caution !== undefined);
  const rejecting = rulesAt(form.rules, lines, 'reject');
  const warning = rulesAt(form.rules, lines, 'warning');
  return (cells) => {
    if (cells.length !== width) return WRONG_COLUMNS;
    for (const line of lines) {
      if (line.required && trimmed(cells[line.place] ?? '') === '') return rejected(line.problem('row.field-missing'));
    }
    const draft: Record<string, unknown> = {};
    for (const line of lines) {
      const cell = trimmed(cells[line.place] ?? '');
      if (cell === '') continue;
      const value = line.decode(cell, today);
      if (typeof value === 'object' && isRefusal(value)) return rejected(firstProblem(lines, rejecting, cells, today, draft, line, value));
      draft[line.field] = value;
    }
    for (const { rule, line } of rejecting) {
      if (rule.broken(draft as Draft<C>, today)) return rejected(line.problem(rule.code));
    }
    form.complete(draft as Draft<C>, context);
    return { ok: true, record: draft as C, warnings: warningsOf(draft, cautious, warning, today) };
  };
}

interface BoundRule<C> {
  readonly rule: Rule<C>;
  readonly line: BoundLine;
}

/** Rules whose field has a column, in the order of the columns. */
function rulesAt<C>(rules: readonly Rule<C>[], lines: readonly BoundLine[], effect: Rule<C>['effect']): readonly BoundRule<C>[] {
  return lines.flatMap((line) => rules.filter((rule) => rule.effect === effect && rule.field === line.field).map((rule) => ({ rule, line })));
}

/**
 * The first problem in the order of columns, once a cell was refused: a rule reported at an earlier column may need a
 * later one, so what follows is decoded too.
 */
function firstProblem<C>(
  lines: readonly BoundLine[],
  rules: readonly BoundRule<C>[],
  cells: readonly string[],
  today: string,
  draft: Record<string, unknown>,
  refusedAt: BoundLine,
  refusal: Refusal,
): FieldProblem {
  const from = lines.indexOf(refusedAt);
  for (const line of lines.slice(from + 1)) {
    const cell = trimmed(cells[line.place] ?? '');
    const value = cell === '' ? undefined : line.decode(cell, today);
    if (value !== undefined && !isRefusal(value)) draft[line.field] = value;
  }
  const earlier = rules.find(({ rule, line }) => lines.indexOf(line) < from && rule.broken(draft as Draft<C>, today));
  return earlier === undefined ? refusedAt.problem(refusal.refused) : earlier.line.problem(earlier.rule.code);
}

function warningsOf<C>(
  draft: Record<string, unknown>,
  cautious: readonly BoundLine[],
  rules: readonly BoundRule<C>[],
  today: string,
): readonly FieldProblem[] {
  let warnings: FieldProblem[] | undefined;
  for (const line of cautious) {
    const value = draft[line.field];
    const code = value === undefined ? undefined : line.caution?.(value);
    if (code !== undefined) (warnings ??= []).push(line.problem(code));
  }
  for (const { rule, line } of rules) {
    if (rule.broken(draft as Draft<C>, today)) (warnings ??= []).push(line.problem(rule.code));
  }
  return warnings ?? NO_WARNINGS;
}

const NO_WARNINGS: readonly FieldProblem[] = Object.freeze([]);
const WRONG_COLUMNS = rejected({ code: 'row.columns', field: null });

function rejected(problem: FieldProblem): Decoded<never> {
  return { ok: false, problem, warnings: NO_WARNINGS };
}

function encodeCell(codec: Codec<unknown>, value: unknown): string {
  return value === undefined ? '' : codec.encode(value);
}

function carries(codec: Codec<unknown>, value: unknown): boolean {
  return value === undefined || codec.carries === undefined || codec.carries(value);
}
