import { businessDate } from '../../adapters/clock/business-date.ts';
import { readHeads } from '../../adapters/ledger/audit.ts';
import { newestRounds } from '../../adapters/ledger/statements.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { systems } from '../../schemas/systems/registry.ts';

/** What is journalled under a time a little before it is written. */
const LOOKS_BACK_DAYS = 3;
/** What a run catches up with of each tenant after an outage; the next one goes on. */
const DAYS_MAX = 31;
const DAY_MS = 86_400_000;

/**
 * The days a night has to look at, oldest first, and whose journals: those just ended, those missed, once more the last few, and those
 * under which an effect two persons agreed on was made up for since.
 */
export async function daysToSeal(
  table: Table,
  last: string,
): Promise<{ readonly days: readonly string[]; readonly tenants: readonly string[] }> {
  const heads = await readHeads(table);
  const cities = systems.flatMap(({ side, tenant }) => (side === 'city' ? [tenant] : []));
  const begun = heads.flatMap(({ tenant, sealed }) => (sealed === null ? [] : [{ tenant, sealed }]));
  const tenants = [...new Set([...cities, ...begun.map(({ tenant }) => tenant)])].toSorted();
  // Before its first sealing a tenant's journal is sealed nowhere: from the first night on all of it is.
  if (begun.length === 0) return { days: [last], tenants };
  const lookedAt = daysBefore(last, LOOKS_BACK_DAYS);
  const oldest = begun.map(({ sealed }) => dayAfter(sealed)).toSorted()[0] ?? last;
  const days = new Set(daysFrom(lookedAt, last));
  // Of each its own: one that can't be sealed must not keep the others' days from their turn.
  for (const { sealed } of begun) for (const day of daysFrom(dayAfter(sealed), last)) days.add(day);
  for (const day of await madeUpFor(table, oldest < lookedAt ? oldest : lookedAt)) days.add(day);
  return { days: [...days].filter((day) => day <= last).toSorted(), tenants };
}

/** Days of agreement whose effects came about since, or may have: they stand in the journal under the second word's time. */
async function madeUpFor(table: Table, since: string): Promise<readonly string[]> {
  const rounds = await newestRounds(table);
  return rounds.flatMap(({ second, state, endedAt }) => {
    if (second === null) return [];
    const isRecent = state === 'AGREED' || (endedAt !== undefined && businessDate(new Date(endedAt)) >= since);
    return isRecent ? [businessDate(new Date(second.at))] : [];
  });
}

function daysFrom(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last && days.length < DAYS_MAX; day = dayAfter(day)) days.push(day);
  return days;
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
