import * as z from 'zod';
import { isRefusal, refusal, type Codec } from '../codecs/codec.ts';
import { trimmed } from '../codecs/text.ts';
import type { Kind } from '../kind.ts';
import type { FieldProblem, ProblemCode } from '../problem.ts';
import type { Draft, Rule } from './record-rules.ts';
import type {
  DecodeContext,
  Declared,
  Decoded,
  EncodeContext,
  HeaderResult,
  RowDecoder,
  Side,
  TableMapping,
} from './system.ts';

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

/** A column no record holds: what the bridge calls the record is written there, and wanted on reading. */
export interface OurColumn {
  readonly column: string;
  readonly name: keyof EncodeContext;
}

export interface TableForm<C> {
  readonly kind: Kind;
  readonly version: number;
  /** The canonical form of what the rows hold. */
  readonly schema: z.ZodObject;
  /** In the order problems are reported and cells are written. */
  readonly columns: readonly Column<C>[];
  /** Written first; absent from the context they are a RangeError. */
  readonly ours?: readonly OurColumn[];
  readonly rules: readonly Rule<C>[];
  /** Adds what the wire does not say to a draft whose columns are all good. */
  readonly complete: (draft: Draft<C>, context: DecodeContext) => void;
  /** Fields beyond the code lists whose value the wire can't say. */
  readonly uncarried: (record: C) => readonly string[];
  readonly unmappable?: Declared['unmappable'];
  readonly ignored?: Declared['ignored'];
}

/** Both directions of a table of text cells, from its one table of columns. */
export function tableMapping<C extends object>(form: TableForm<C>): TableMapping<C> {
  if (form.columns.length > COLUMNS_MAX)
    throw new RangeError(`a table has at most ${COLUMNS_MAX} columns that carry a field`);
  const lines = form.columns.map(erase);
  const ours = form.ours ?? [];
  return {
    form: 'table',
    kind: form.kind,
    version: form.version,
    fields: form.columns.map((column) => ({
      wire: column.column,
      synonyms: column.synonyms ?? [],
      field: column.field,
      required: column.required,
      owner: column.owner,
      codec: column.codec as Codec<unknown>,
    })),
    unmappable: form.unmappable ?? {},
    ignored: form.ignored ?? [],
    ours: ours.map(({ column, name }) => ({ wire: column, name })),
    owners: Object.fromEntries(form.columns.map(({ field, owner }) => [field, owner])),
    header: [...ours, ...form.columns].map(({ column }) => column),
    bind: (header, context) => bind(form, lines, header, context),
    encode: (record, context) => [
      ...ours.map(({ name }) => ourCell(name, context)),
      ...lines.map(({ field, codec }) => encodeCell(codec, Reflect.get(record, field))),
    ],
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

function ourLine({ column }: OurColumn): Pick<Line, 'column' | 'names' | 'required'> {
  return { column, names: new Set([column]), required: true };
}

function bind<C extends object>(
  form: TableForm<C>,
  lines: readonly Line[],
  header: readonly string[],
  context: DecodeContext,
): HeaderResult<C> {
  const written = header.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const wanted = [...(form.ours ?? []).map(ourLine), ...lines];
  const all = wanted.map(({ names }) => written.flatMap((cell, at) => (names.has(cell) ? [at] : [])));
  const missing = wanted.filter(({ required }, at) => required && all[at]?.length === 0).map(({ column }) => column);
  const repeated = wanted.filter((_, at) => (all[at]?.length ?? 0) > 1).map(({ column }) => column);
  const ourPlaces = all.slice(0, wanted.length - lines.length).flat();
  const places = all.slice(ourPlaces.length);
  if (missing.length > 0 || repeated.length > 0) return { ok: false, missing, repeated };
  const bound = lines.flatMap((line, at) => {
    const place = places[at]?.[0];
    return place === undefined ? [] : [bindLine(line, place, written[place] ?? line.column)];
  });
  const known = new Set([...ourPlaces, ...bound.map(({ place }) => place)]);
  const ignored = new Set(form.ignored?.map(({ wire }) => wire));
  return {
    ok: true,
    decode: wantingOurs(ourPlaces, written, rowDecoder(form, bound, written.length, context)),
    unknownColumns: written.filter((cell, at) => !known.has(at) && !ignored.has(cell)),
    amountOf: amountReader(bound, written.length, context),
  };
}

/** Wants a value in each of our columns before anything else of the row is looked at. */
function wantingOurs<C>(places: readonly number[], header: readonly string[], decode: RowDecoder<C>): RowDecoder<C> {
  if (places.length === 0) return decode;
  return (cells) => {
    const missing = places.find((place) => cells.length === header.length && trimmed(cells[place] ?? '') === '');
    return missing === undefined ? decode(cells) : rejected({ code: MISSING.refused, field: header[missing] ?? null });
  };
}

/** The amount of a row that has the right number of cells, whatever else is wrong with it. */
function amountReader(
  lines: readonly BoundLine[],
  width: number,
  { today }: DecodeContext,
): (cells: readonly string[]) => string | null {
  const line = lines.find(({ field }) => field === 'amountFen');
  return (cells) => {
    if (line === undefined || cells.length !== width) return null;
    const cell = trimmed(cells[line.place] ?? '');
    const fen = cell === '' ? undefined : line.decode(cell, today);
    return typeof fen === 'string' ? fen : null;
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
  return {
    place,
    field,
    required,
    decode: codec.decode,
    caution: codec.caution,
    problem: (code) => ({ code, field: asWritten }),
  };
}

/**
 * A good row takes one pass. A bad one is looked at again by `firstProblem`, which alone knows which of its problems
 * comes first.
 */
function rowDecoder<C extends object>(
  form: TableForm<C>,
  lines: readonly BoundLine[],
  width: number,
  context: DecodeContext,
): RowDecoder<C> {
  const { today } = context;
  const blankFor = blanks(form, lines);
  const cautious = lines.filter(({ caution }) => caution !== undefined);
  const rejecting = rulesAt(form.rules, lines, 'reject');
  const warning = rulesAt(form.rules, lines, 'warning');
  const values: unknown[] = lines.map(() => undefined);
  return (cells) => {
    if (cells.length !== width) return WRONG_COLUMNS;
    let present = 0;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] as BoundLine;
      const cell = trimmed(cells[line.place] ?? '');
      const value = cell === '' ? undefined : line.decode(cell, today);
      if (value === undefined ? line.required : typeof value === 'object' && isRefusal(value)) {
        return rejected(firstProblem(lines, rejecting, cells, today));
      }
      values[at] = value;
      if (value !== undefined) present |= 1 << at;
    }
    const draft: Record<string, unknown> = { ...blankFor(present) };
    for (let at = 0; at < lines.length; at++) {
      if ((present & (1 << at)) !== 0) draft[(lines[at] as BoundLine).field] = values[at];
    }
    for (const { rule, line } of rejecting) {
      if (rule.broken(draft as Draft<C>, today)) return rejected(line.problem(rule.code));
    }
    form.complete(draft as Draft<C>, context);
    return { ok: true, record: draft as C, warnings: warningsOf(draft, cautious, warning, today) };
  };
}

/**
 * Empty records, one per set of columns that hold a value (a bit each): the fields such a record has, in canonical order.
 * Filling a record that already has its fields is four times as fast as adding them, and an absent field stays absent.
 */
function blanks<C>(
  form: TableForm<C>,
  lines: readonly BoundLine[],
): (present: number) => Readonly<Record<string, undefined>> {
  const made = new Map<number, Readonly<Record<string, undefined>>>();
  return (present) => {
    const known = made.get(present);
    if (known !== undefined) return known;
    const filled = new Set(lines.filter((_, at) => (present & (1 << at)) !== 0).map(({ field }) => field));
    const fields = Object.entries(form.schema.shape).filter(
      ([name, field]) => filled.has(name) || !(field instanceof z.ZodOptional),
    );
    const blank = Object.fromEntries(fields.map(([name]) => [name, undefined]));
    made.set(present, blank);
    return blank;
  };
}

interface BoundRule<C> {
  readonly rule: Rule<C>;
  readonly line: BoundLine;
}

/** Rules whose field has a column, in the order of the columns. */
function rulesAt<C>(
  rules: readonly Rule<C>[],
  lines: readonly BoundLine[],
  effect: Rule<C>['effect'],
): readonly BoundRule<C>[] {
  return lines.flatMap((line) =>
    rules.filter((rule) => rule.effect === effect && rule.field === line.field).map((rule) => ({ rule, line })),
  );
}

/**
 * The first problem of a bad row: what is missing before what is wrong, then in the order of columns. A rule reported at
 * one column may look at a later one, so every cell is decoded first.
 */
function firstProblem<C>(
  lines: readonly BoundLine[],
  rules: readonly BoundRule<C>[],
  cells: readonly string[],
  today: string,
): FieldProblem {
  const draft: Record<string, unknown> = {};
  const refusals = new Map<BoundLine, ProblemCode>();
  for (const line of lines) {
    const cell = trimmed(cells[line.place] ?? '');
    const value = cell === '' ? (line.required ? MISSING : undefined) : line.decode(cell, today);
    if (isRefusal(value)) refusals.set(line, value.refused);
    else if (value !== undefined) draft[line.field] = value;
  }
  const missing = [...refusals].find(([, code]) => code === MISSING.refused);
  if (missing !== undefined) return missing[0].problem(missing[1]);
  for (const line of lines) {
    const code =
      refusals.get(line) ??
      rules.find(({ rule, line: at }) => at === line && rule.broken(draft as Draft<C>, today))?.rule.code;
    if (code !== undefined) return line.problem(code);
  }
  throw new Error('a row without a problem was taken for a bad one');
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

const MISSING = refusal('row.field-missing');
/** One bit each in the set of columns that hold a value. */
const COLUMNS_MAX = 31;
const NO_WARNINGS: readonly FieldProblem[] = Object.freeze([]);
const WRONG_COLUMNS = rejected({ code: 'row.columns', field: null });

function rejected(problem: FieldProblem): Decoded<never> {
  return { ok: false, problem, warnings: NO_WARNINGS };
}

function encodeCell(codec: Codec<unknown>, value: unknown): string {
  return value === undefined ? '' : codec.encode(value);
}

function ourCell(name: keyof EncodeContext, context: EncodeContext | undefined): string {
  const value = context?.[name];
  if (value === undefined) throw new RangeError(`${name} is wanted to write this record`);
  return value;
}

function carries(codec: Codec<unknown>, value: unknown): boolean {
  return value === undefined || codec.carries === undefined || codec.carries(value);
}
