import type { RecordItem } from '../../adapters/ledger/records.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';

const UTC8_MS = 8 * 60 * 60 * 1000;
/** What was told was told: no day of it is in the future. */
const LATEST_DAY = '9999-12-31';

/**
 * A city's record with the province's word laid over it: state and time stand in the ledger; the day and the reason of a payment only in
 * what the city was told, where that is still at hand.
 *
 * @param mapping of the city
 * @param wire what it was told
 */
export function asHeard(
  own: Canonical,
  { status, order }: Pick<RecordItem, 'status' | 'order'>,
  mapping: Mapping<Canonical> | undefined,
  wire: DeliveryLine['wire'] | null,
): Canonical {
  const [at = own.updatedAt] = order.split('#');
  // An event may say its time in UTC, and the city was told so.
  const updatedAt = Object.values(wire ?? {}).includes(at) ? at : timeInChina(at);
  const state = 'verification' in own ? { verification: status } : { status };
  const heard = { ...own, ...state, updatedAt } as Canonical;
  const told = mapping === undefined || wire === null ? undefined : decoded(mapping, wire, own);
  if (told === undefined || !('batchNo' in told)) return heard;
  const { paidOn, reasonCode } = told;
  return {
    ...heard,
    ...(paidOn === undefined ? {} : { paidOn }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  };
}

function decoded(
  mapping: Mapping<Canonical>,
  wire: DeliveryLine['wire'],
  { programmeYear }: Canonical,
): Canonical | undefined {
  const context = { programmeYear, today: LATEST_DAY };
  if (mapping.form === 'object') {
    const read = mapping.decode(wire, context);
    return read.ok ? read.record : undefined;
  }
  const bound = mapping.bind(mapping.header, context);
  const read = bound.ok && isCells(wire) ? bound.decode(wire) : undefined;
  return read?.ok === true ? read.record : undefined;
}

function isCells(wire: DeliveryLine['wire']): wire is readonly string[] {
  return Array.isArray(wire);
}

/** As the neutral form has it. */
function timeInChina(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : `${new Date(time + UTC8_MS).toISOString().slice(0, 19)}+08:00`;
}
