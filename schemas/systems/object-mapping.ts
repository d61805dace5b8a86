import { isRefusal, type ValueCodec } from '../codecs/codec.ts';
import type { Kind } from '../kind.ts';
import type { FieldProblem, ProblemCode } from '../problem.ts';
import type { Draft, Rule } from './record-rules.ts';
import type { DecodeContext, Declared, Decoded, EncodeContext, ObjectMapping, Side } from './system.ts';

/** One line of a JSON wire form's table: the member's name and the field it carries. */
export type Member<C> = {
  [K in keyof C & string]-?: {
    readonly member: string;
    readonly field: K;
    readonly codec: ValueCodec<Exclude<C[K], undefined>>;
    readonly required: boolean;
    readonly owner: Side;
  };
}[keyof C & string];

export interface ObjectForm<C> {
  readonly kind: Kind;
  readonly version: number;
  /** In the order problems are reported and members are written. */
  readonly members: readonly Member<C>[];
  /** Members the wire wants that no record holds, written first; absent from the context they are a RangeError. */
  readonly ours?: readonly (keyof EncodeContext)[];
  readonly rules: readonly Rule<C>[];
  /** Adds what the wire does not say to a draft whose members are all good. */
  readonly complete?: (draft: Draft<C>, context: DecodeContext) => void;
  /** Fields beyond the code lists whose value the wire can't say. */
  readonly uncarried?: (record: C) => readonly string[];
  readonly unmappable?: Declared['unmappable'];
  readonly ignored?: Declared['ignored'];
}

/** Both directions of a JSON object, from its one table of members. Members it does not know are ignored. */
export function objectMapping<C extends object>(form: ObjectForm<C>): ObjectMapping<C> {
  const lines: readonly Line[] = form.members.map((member) => ({
    ...member,
    codec: member.codec as ValueCodec<unknown>,
  }));
  const ours = form.ours ?? [];
  return {
    form: 'object',
    kind: form.kind,
    version: form.version,
    fields: form.members.map((member) => ({
      wire: member.member,
      synonyms: [],
      field: member.field,
      required: member.required,
      owner: member.owner,
      codec: member.codec as ValueCodec<unknown>,
    })),
    unmappable: form.unmappable ?? {},
    ignored: form.ignored ?? [],
    ours: ours.map((name) => ({ wire: name, name })),
    owners: Object.fromEntries(form.members.map(({ field, owner }) => [field, owner])),
    decode: (value, context) => decodeObject(form, lines, ours, value, context),
    amountOf: (value, { today }) => amountOf(lines, value, today),
    encode: (record, context) => ({ ...encodeOurs(ours, context), ...encodeLines(lines, record) }),
    uncarried: (record) => [
      ...lines
        .filter(({ field, codec }) => {
          const value: unknown = Reflect.get(record, field);
          return value !== undefined && codec.carries !== undefined && !codec.carries(value);
        })
        .map(({ field }) => field),
      ...(form.uncarried?.(record) ?? []),
    ],
  };
}

/** 分 of an object whose amount can be read, whatever else is wrong with it. */
function amountOf(lines: readonly Line[], value: unknown, today: string): string | null {
  const line = lines.find(({ field }) => field === 'amountFen');
  if (line === undefined || !isObject(value) || isAbsent(value[line.member])) return null;
  const fen = line.codec.decode(value[line.member], today);
  return typeof fen === 'string' ? fen : null;
}

interface Line {
  readonly member: string;
  readonly field: string;
  readonly codec: ValueCodec<unknown>;
  readonly required: boolean;
}

function decodeObject<C extends object>(
  { rules, complete }: ObjectForm<C>,
  lines: readonly Line[],
  ours: readonly string[],
  value: unknown,
  context: DecodeContext,
): Decoded<C> {
  if (!isObject(value)) return rejected({ code: 'row.malformed', field: null });
  const missing =
    ours.find((name) => isAbsent(value[name])) ??
    lines.find(({ member, required }) => required && isAbsent(value[member]))?.member;
  if (missing !== undefined) return rejected({ code: 'row.field-missing', field: missing });
  const draft: Record<string, unknown> = {};
  const warnings: FieldProblem[] = [];
  const refusals = new Map<Line, ProblemCode>();
  for (const line of lines) {
    const { member, field, codec } = line;
    if (isAbsent(value[member])) continue;
    const decoded = codec.decode(value[member], context.today);
    if (isRefusal(decoded)) {
      refusals.set(line, decoded.refused);
      continue;
    }
    draft[field] = decoded;
    const caution = codec.caution?.(decoded);
    if (caution !== undefined) warnings.push({ code: caution, field: member });
  }
  const broken = rules.filter((rule) => rule.broken(draft as Draft<C>, context.today));
  const problem = firstWrongType(ours, value) ?? firstProblem(lines, refusals, broken);
  if (problem !== undefined) return rejected(problem);
  for (const { code, field } of broken) warnings.push({ code, field: memberOf(lines, field) });
  complete?.(draft as Draft<C>, context);
  return { ok: true, record: draft as C, warnings };
}

/** A wrong type is a fault of the row, so it comes before the faults of fields; those come in the order of members. */
function firstProblem<C>(
  lines: readonly Line[],
  refusals: ReadonlyMap<Line, ProblemCode>,
  broken: readonly Rule<C>[],
): FieldProblem | undefined {
  const wrong = [...refusals].find(([, code]) => code === WRONG_TYPE);
  if (wrong !== undefined) return { code: WRONG_TYPE, field: wrong[0].member };
  const rejecting = broken.filter(({ effect }) => effect === 'reject');
  if (refusals.size === 0 && rejecting.length === 0) return undefined;
  for (const line of lines) {
    const code = refusals.get(line) ?? rejecting.find(({ field }) => field === line.field)?.code;
    if (code !== undefined) return { code, field: line.member };
  }
  return rejecting.map(({ code, field }) => ({ code, field }))[0];
}

function memberOf(lines: readonly Line[], field: string): string {
  return lines.find((line) => line.field === field)?.member ?? field;
}

function firstWrongType(ours: readonly string[], value: Readonly<Record<string, unknown>>): FieldProblem | undefined {
  const wrong = ours.find((name) => typeof value[name] !== 'string');
  return wrong === undefined ? undefined : { code: WRONG_TYPE, field: wrong };
}

const WRONG_TYPE = 'row.field-type';

function encodeOurs(
  ours: readonly (keyof EncodeContext)[],
  context: EncodeContext | undefined,
): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const name of ours) {
    const value = context?.[name];
    if (value === undefined) throw new RangeError(`${name} is wanted to write this record`);
    written[name] = value;
  }
  return written;
}

function encodeLines(lines: readonly Line[], record: object): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const { member, field, codec } of lines) {
    const value: unknown = Reflect.get(record, field);
    if (value !== undefined) written[member] = codec.encode(value);
  }
  return written;
}

/** A member that is absent, null, or white space only. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rejected(problem: FieldProblem): Decoded<never> {
  return { ok: false, problem, warnings: [] };
}
