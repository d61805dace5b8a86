import { readHeads } from '../../adapters/ledger/audit.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { systems } from '../../schemas/systems/registry.ts';

/** An effect two persons agreed on may be made up for days later, under the time they agreed. */
const LOOKS_BACK_DAYS = 3;
/** What a run catches up with after an outage; the next one goes on. */
const DAYS_MAX = 31;
const DAY_MS = 86_400_000;

/** The days a night has to look at, oldest first, and whose journals: those just ended, those missed, and once more the last few. */
export async function daysToSeal(
  table: Table,
  last: string,
): Promise<{ readonly days: readonly string[]; readonly tenants: readonly string[] }> {
  const heads = await readHeads(table);
  const cities = systems.flatMap(({ side, tenant }) => (side === 'city' ? [tenant] : []));
  const begun = heads.flatMap(({ tenant, sealed }) => (sealed === null ? [] : [{ tenant, sealed }]));
  const tenants = [...new Set([...cities, ...begun.map(({ tenant }) => tenant)])].toSorted();
  // Before its first sealing a tenant's journal is sealed nowhere: from the first night on all of it is.
  const oldest = begun.map(({ sealed }) => dayAfter(sealed)).toSorted()[0] ?? last;
  const from = [oldest, daysBefore(last, LOOKS_BACK_DAYS)].toSorted()[0] ?? last;
  const days: string[] = [];
  for (let day = begun.length === 0 ? last : from; day <= last && days.length < DAYS_MAX; day = dayAfter(day))
    days.push(day);
  return { days, tenants };
}

export function dayBefore(date: string): string {
  return daysBefore(date, 1);
}

export function dayAfter(date: string): string {
  return daysBefore(date, -1);
}

function daysBefore(date: string, days: number): string {
  return new Date(new Date(`${date}T00:00:00Z`).getTime() - days * DAY_MS).toISOString().slice(0, 10);
}
