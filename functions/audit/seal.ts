import { lockAway, readLocked } from '../../adapters/anchors/locked-store.ts';
import { appendToChain, readEntries, readHead } from '../../adapters/ledger/audit.ts';
import { readJournal } from '../../adapters/ledger/journal.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import {
  fenOf,
  inOrder,
  leafOfText,
  leafText,
  parseSealed,
  rootOf,
  sealAct,
  type Seal,
  sealedKeyOf,
  type SealedLeaf,
  sealedText,
  sealsIn,
} from '../../core/audit/journal.ts';
import { addedSince } from '../../core/audit/verify-journal.ts';
import { dayAfter, dayBefore } from './days.ts';
import type { Sealing } from './environment.ts';

/** A tenant's day as its journal has it now. */
interface Day {
  readonly leaves: SealedLeaf[];
  fen: bigint;
}

/**
 * Seals a day of each tenant that has not sealed it, and what came to it after it was sealed. How many were, and how many differ.
 *
 * @param last the day that has just ended
 */
export async function sealDay(
  sealing: Sealing,
  date: string,
  tenants: readonly string[],
  last: string,
): Promise<{ readonly sealed: number; readonly findings: number }> {
  const days = new Map<string, Day>(tenants.map((tenant) => [tenant, { leaves: [], fen: 0n }]));
  for await (const entry of readJournal(sealing.table, { date })) {
    const day = days.get(entry.tenant) ?? { leaves: [], fen: 0n };
    const text = leafText(entry);
    day.leaves.push(leafOfText(text));
    day.fen += fenOf(text);
    days.set(entry.tenant, day);
  }
  let [sealed, findings] = [0, 0];
  for (const [tenant, day] of days) {
    const done = await sealOf(sealing, tenant, { date, last }, day).catch((error: unknown) => {
      sealing.log.error('audit.not-sealed', { tenant, businessDate: date, error });
      return 'differs';
    });
    if (done === 'sealed') sealed += 1;
    if (done === 'differs') findings += 1;
  }
  return { sealed, findings };
}

async function sealOf(
  sealing: Sealing,
  tenant: string,
  { date, last }: { readonly date: string; readonly last: string },
  { leaves, fen }: Day,
): Promise<'sealed' | 'stands' | 'differs'> {
  const { table, locked, log } = sealing;
  const head = await readHead(table, tenant);
  const known = head?.sealed ?? null;
  // A tenant begins with the day that has just ended: of before nothing is sealed.
  if (known === null && date < last) return 'stands';
  // Day by day: the one before could not be sealed, and no later one may hide that.
  if (known !== null && dayAfter(known) < date) return 'stands';
  if (known === null || known < date) {
    const added = inOrder(leaves);
    return await add(
      sealing,
      tenant,
      { date, edition: 1, rows: added.length, fen: String(fen), root: rootOf(added) },
      added,
    );
  }
  const seals = (await sealsOf(table, tenant, date)).toSorted((a, b) => a.edition - b.edition);
  const newest = seals.at(-1);
  if (newest === undefined) return 'stands';
  const before: SealedLeaf[] = [];
  for (const seal of seals)
    if (seal.rows > 0) before.push(...parseSealed((await readLocked(locked, sealedKeyOf(tenant, seal))) ?? ''));
  const added = rootOf(before) === newest.root ? addedSince(before, leaves) : null;
  if (added === null) {
    log.error('audit.journal-differs', { tenant, businessDate: date, rows: leaves.length, version: newest.edition });
    return 'differs';
  }
  if (added.length === 0) return 'stands';
  const all = [...before, ...added];
  const seal = { date, edition: newest.edition + 1, rows: all.length, fen: String(fen), root: rootOf(all) };
  return await add(sealing, tenant, seal, added, head?.sequence);
}

/** @param seen where the chain ended when it was looked at: of a further edition, which another run may have added meanwhile */
async function add(
  { table, locked, clock, log, newId }: Sealing,
  tenant: string,
  seal: Seal,
  added: readonly SealedLeaf[],
  seen?: number,
): Promise<'sealed' | 'stands'> {
  const { date, edition, rows } = seal;
  // First what it is made of: a seal nobody can take apart again would only say that something differs.
  if (added.length > 0) await lockAway(locked, sealedKeyOf(tenant, seal), sealedText(added));
  const entry = await appendToChain(table, tenant, { id: newId(), at: clock.now() }, (head) => {
    // Another run of the same night may have come first; or a day before, which it could not seal, is still missing.
    const isDone = edition === 1 ? (head.sealed ?? dayBefore(date)) !== dayBefore(date) : head.sequence !== seen;
    const sealed = edition === 1 ? { sealed: date } : {};
    return isDone ? null : { kind: 'note', act: sealAct(tenant, seal), ...sealed };
  });
  if (entry === null) return 'stands';
  log.info('audit.sealed', { tenant, businessDate: date, rows, version: edition });
  return 'sealed';
}

/** Seals of a day stand behind its end. */
async function sealsOf(table: Table, tenant: string, date: string): Promise<readonly Seal[]> {
  const end = new Date(`${dayAfter(date)}T00:00:00+08:00`).toISOString();
  const entries: AuditEntry[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const page = await readEntries(table, tenant, { ...(before === undefined ? {} : { before }), max: READ_AT_ONCE });
    entries.push(...page.entries);
    before = page.entries.some(({ at }) => at < end) ? null : page.next;
  }
  return sealsIn(entries).filter((seal) => seal.date === date);
}

const READ_AT_ONCE = 200;
