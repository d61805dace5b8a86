import { expect } from 'vitest';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem } from '../../../adapters/ledger/records.ts';
import type { Acting } from '../../../adapters/ledger/statement-effects.ts';
import { say, type Round } from '../../../adapters/ledger/statements.ts';
import { listUnder } from '../../../adapters/ledger/work.ts';
import { claimKey } from '../../../core/identity.ts';
import type { Statement } from '../../../schemas/statement.ts';
import { startLedger } from './ground.ts';
import { newItem, NOW } from './records.ts';

export const GROUP = 'city-education';

/** A ledger of the test file's own; whoever imports it stops it. */
export const ledger = await startLedger();
export const acting: Acting = { table: ledger.table, claimGroups: { 'GZ-XLBZ': GROUP } };

/** `operator` a minute after NOW, `approver` two minutes after it; or when the test says. */
export async function word(statement: Statement, by: string, minutes = by === 'operator' ? 1 : 2, ms = 0) {
  const now = new Date(NOW.getTime() + minutes * 60_000 + ms);
  return await say(acting, { statement, evidence: '银行已确认', by, now });
}

export async function bothSay(statement: Statement): Promise<Round> {
  expect(await word(statement, 'operator')).toMatchObject({ round: { state: 'SAID' }, changed: true });
  return roundIn(await word(statement, 'approver'));
}

export function roundIn(heard: Awaited<ReturnType<typeof say>>): Round {
  if ('refusal' in heard) throw new Error(heard.refusal);
  return heard.round;
}

export async function put(change: Partial<RecordItem>, claim: string | null = null): Promise<RecordItem> {
  const record = newItem(change);
  expect(await writePayments(ledger.table, [{ record, expectedFence: null, claim, code: null }])).toEqual(['won']);
  return record;
}

export const inDoubt = (change: Partial<RecordItem> = {}) =>
  put({ state: 'IN_DOUBT', problem: 'payment.in-doubt', fence: 3, ...change });

export const recordAt = async (key: Pick<RecordItem, 'recordKey' | 'source'>) =>
  (await readRecords(ledger.table, [key]))(key);

/** Entries of the money journal of this record, by their codes; the test's own write of it has none. */
export async function journalOf({ recordKey }: RecordItem): Promise<readonly unknown[]> {
  const shards = Array.from({ length: 8 }, (_, shard) => `M#2026-11-23#0${shard}`);
  const entries = await Promise.all(shards.map((pk) => listUnder(ledger.table, pk, `${recordKey}#`)));
  return entries.flat().flatMap(({ code }) => (code === null ? [] : [code]));
}

export const doubtful = (type: 'payment.arrived' | 'payment.not-made', { recordKey, source, attempt }: RecordItem) =>
  ({ type, recordKey, source, attempt }) as const;

/** A cancelled payment that was delivered so, with its claim. */
export async function cancelled(change: Partial<RecordItem> = {}): Promise<RecordItem & { readonly claim: string }> {
  const { personKey } = newItem(change);
  const claim = claimKey(GROUP, personKey, 'CITY', 1);
  return { ...(await put({ personKey, state: 'DELIVERED', status: 'CANCELLED', ...change }, claim)), claim };
}

export const release = ({ recordKey, source }: RecordItem) => ({ type: 'claim.released', recordKey, source }) as const;
