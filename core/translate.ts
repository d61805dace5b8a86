import type { Kind } from '../schemas/kind.ts';
import type { FieldProblem, ProblemCode } from '../schemas/problem.ts';
import { programmeByCode } from '../schemas/programmes.ts';
import { mappingOf } from '../schemas/systems/registry.ts';
import type { Canonical, Mapping, System } from '../schemas/systems/system.ts';
import { toCity, toProvince } from './grants/state-maps.ts';

export type Translated =
  /** In the words of the other side, ready to be encoded. `lost` names fields whose value its wire form has no place for. */
  | { readonly ok: true; readonly record: Canonical; readonly lost: readonly string[] }
  /** It can't be said there; nothing is written instead. `field` is a field of the neutral form. */
  | { readonly ok: false; readonly problem: FieldProblem };

/**
 * A record of one system in the words of another: application states by their model's table, everything else as it is.
 *
 * @throws RangeError where `to` carries no records of this kind
 */
export function translateRecord(record: Canonical, from: System, to: System): Translated {
  const kind = kindOfRecord(record);
  const mapping = mappingOf(to, kind);
  if (mapping === undefined) throw new RangeError(`${to.id} carries no ${kind}`);
  const said = inWordsOf(record, from, to);
  if (said === undefined) return refused('state.unmappable', 'status');
  const absent = mapping.fields.find(({ field, required }) => required && Reflect.get(said, field) === undefined);
  if (absent !== undefined) return refused('value.unmappable', absent.field);
  const uncarried = (mapping as Mapping<Canonical>).uncarried(said);
  const field = uncarried.find((name) => mustBeSaid(mapping, name, said));
  return field === undefined ? { ok: true, record: said, lost: uncarried } : refused(unsayable(field), field);
}

/** Which kind a neutral record is. */
export function kindOfRecord(record: Canonical): Kind {
  if ('certificateNo' in record) return 'certificate';
  return 'fundingLevel' in record ? 'payment' : 'applicant';
}

/** The record with its application state in the other side's words; undefined where there is none. */
function inWordsOf(record: Canonical, from: System, to: System): Canonical | undefined {
  if (!('appliedOn' in record) || from.side === to.side) return record;
  const model = programmeByCode(record.programmeCode)?.model;
  if (model === undefined) return undefined;
  const status = to.side === 'province' ? toProvince(model, record.status) : toCity(model, record.status);
  return status === undefined ? undefined : { ...record, status };
}

/** A code without a word can't be left out, and a record of another programme would become one of this programme. */
function mustBeSaid(mapping: Pick<Mapping<Canonical>, 'fields'>, name: string, record: Canonical): boolean {
  if (name === 'programmeCode') return true;
  const codec = mapping.fields.find(({ field }) => field === name)?.codec;
  const value: unknown = Reflect.get(record, name);
  return codec?.carries !== undefined && value !== undefined && !codec.carries(value);
}

function unsayable(field: string): ProblemCode {
  if (field === 'programmeCode') return 'programme.other';
  return field === 'status' || field === 'verification' ? 'state.unmappable' : 'value.unmappable';
}

function refused(code: ProblemCode, field: string): Translated {
  return { ok: false, problem: { code, field } };
}
