import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { NOTHING } from '../ledger/tally.ts';
import type { TotalKey } from './statement.ts';

/** The control total a row of this system counts in; a row of the province in that of the city whose programme it is. */
export function totalKeyOf(system: string, record: Canonical): TotalKey {
  const { programmeCode: programme, programmeYear: year } = record;
  const city = cityOf(system, programme);
  if (!('fundingLevel' in record))
    return { city, programme, year, fundingLevel: null, day: chinaDay(record.updatedAt) };
  return { city, programme, year, fundingLevel: record.fundingLevel, day: record.paidOn ?? null };
}

/** 分 of a record; `"0"` where its kind carries no money. */
export function fenOf(record: Canonical): string {
  return 'amountFen' in record ? record.amountFen : NOTHING.fen;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The canonical form is at +08:00 already; another offset is put there. */
function chinaDay(time: string): string {
  if (time.endsWith('+08:00')) return time.slice(0, 10);
  return new Date(Date.parse(time) + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

const CITIES = new Map(
  systems.filter(({ side }) => side === 'city').map(({ programme, tenant }) => [programme, tenant]),
);

function cityOf(system: string, programme: string): string {
  const found = systemById(system);
  if (found?.side === 'city') return found.tenant;
  return CITIES.get(programme) ?? found?.tenant ?? '';
}
