import { applicantSchema } from '../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../schemas/canonical/certificate.ts';
import type { ValueCodec } from '../../schemas/codecs/codec.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical } from '../../schemas/systems/system.ts';

/** One edit of one field, as RFC 6902 writes it. */
export interface Edit {
  readonly op: 'add' | 'replace' | 'remove';
  /** `/mobile` */
  readonly path: string;
  readonly value?: string | boolean | undefined;
}

/**
 * What an operator may edit, by kind; nothing else. Not who it is or whose it is, not what it is known by, not how far it has come or
 * when, not what decides who is chosen, and of a payment nothing at all: each of its fields says who is paid, how much, or where to.
 */
export const EDITABLE: Readonly<Record<Kind, readonly string[]>> = {
  applicant: [
    'mobile',
    'sex',
    'ethnic',
    'unionCode',
    'unionName',
    'employerCode',
    'employerName',
    'educationLevel',
    'schoolName',
    'major',
    'enrolledOn',
  ],
  certificate: ['schoolName', 'major', 'educationLevel', 'graduatedOn', 'skillLevel', 'learningHours'],
  payment: [],
};

export type Overlaid =
  | { readonly ok: true; readonly record: Canonical }
  | { readonly ok: false; readonly code: ProblemCode; readonly field: string };

export function fieldOf({ path }: Edit): string {
  return path.slice(1);
}

/** The field of the first edit nobody may make of a record of this kind; undefined where all may be made. */
export function forbiddenEdit(kind: Kind, edits: readonly Edit[]): string | undefined {
  return edits.map(fieldOf).find((field) => !EDITABLE[kind].includes(field));
}

/**
 * The record with the edits laid over it; the record itself stays as it is. What comes out has to be well-formed by the canonical schema
 * and by the province's own rules for what it takes.
 *
 * @param today `YYYY-MM-DD` in China, after which a date is in the future
 */
export function overlaid(kind: Kind, record: Canonical, edits: readonly Edit[], today: string): Overlaid {
  const forbidden = forbiddenEdit(kind, edits);
  if (forbidden !== undefined) return { ok: false, code: 'replay.overlay-forbidden', field: forbidden };
  if (kind === 'payment') return { ok: true, record };
  const fields = new Map<string, unknown>(Object.entries(record));
  for (const edit of edits) {
    if (edit.op === 'remove') fields.delete(fieldOf(edit));
    else fields.set(fieldOf(edit), edit.value);
  }
  const parsed = (kind === 'applicant' ? applicantSchema : certificateSchema).safeParse(Object.fromEntries(fields));
  if (!parsed.success)
    return { ok: false, code: 'replay.overlay-invalid', field: String(parsed.error.issues[0]?.path[0] ?? '') };
  const field = refusedField(kind, edits, today);
  return field === undefined ? { ok: true, record: parsed.data } : { ok: false, code: 'replay.overlay-invalid', field };
}

/** The edited field the province would not read as it is written, or would read as something else. */
function refusedField(kind: Kind, edits: readonly Edit[], today: string): string | undefined {
  const province = systemById(PROVINCE);
  const fields = province === undefined ? [] : (mappingOf(province, kind)?.fields ?? []);
  const refused = edits.find((edit) => {
    const codec = fields.find(({ field }) => field === fieldOf(edit))?.codec;
    if (edit.op === 'remove' || codec === undefined) return false;
    return (codec as ValueCodec<unknown>).decode(edit.value, today) !== edit.value;
  });
  return refused === undefined ? undefined : fieldOf(refused);
}

const PROVINCE = 'province/yuegonghui';
