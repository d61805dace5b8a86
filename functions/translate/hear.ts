import type { RecordItem } from '../../adapters/ledger/records.ts';
import { toCity } from '../../core/grants/state-maps.ts';
import { mayFollow } from '../../core/grants/transitions.ts';
import { kindOf, overlay, type RecordEvent } from '../../core/overlay.ts';
import { translateRecord } from '../../core/translate.ts';
import { APPLICATION_STATES } from '../../schemas/canonical/applicant.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { type GrantModel, programmeByCode } from '../../schemas/programmes.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { stateOf } from './transition.ts';

/** What an event makes of a city's own record. */
export interface Heard {
  /** In the city's words; in the province's own where the city has none. */
  readonly record: Canonical;
  /** Whether the city's wire form can say it. */
  readonly sayable: boolean;
  readonly problem: ProblemCode | null;
}

/**
 * The city's record with the province's word laid over it, in the words of the city. The province owns the states it tells, so one
 * that can't follow the last is applied all the same, and its problem shown; only what the city can't be told stops.
 */
export function hear(
  city: System,
  own: Canonical,
  event: RecordEvent,
  items: { readonly base: RecordItem; readonly before: RecordItem | undefined },
): Heard {
  const province = systemById(PROVINCE);
  if (province === undefined) throw new Error(`no system ${PROVINCE} in the registry`);
  const said = overlay(own, event);
  const translated = translateRecord(said, province, city);
  if (!translated.ok) return { record: said, sayable: false, problem: translated.problem.code };
  const { record } = translated;
  const model = programmeByCode(record.programmeCode)?.model;
  const follows = model === undefined || mayFollow(model, kindOf(event), lastState(model, items), stateOf(record));
  return { record, sayable: true, problem: follows ? null : 'record.illegal-transition' };
}

/** What was last heard of the record and the attempt under way, in the city's words: from the province, else from the city itself. */
function lastState(
  model: GrantModel,
  { base, before }: { readonly base: RecordItem; readonly before: RecordItem | undefined },
): string {
  if (before === undefined || before.attempt !== base.attempt) return base.status;
  if (base.kind !== 'applicant') return before.status;
  const state = APPLICATION_STATES.find((each) => each === before.status);
  return (state === undefined ? undefined : toCity(model, state)) ?? base.status;
}

const PROVINCE = 'province/yuegonghui';
