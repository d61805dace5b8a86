import { listLocked, lockAway, readLocked } from '../../adapters/anchors/locked-store.ts';
import { appendToChain, readHeads } from '../../adapters/ledger/audit.ts';
import { anchorHash, anchorKeyOf, ANCHORS, anchorText, parseAnchor } from '../../core/audit/anchor.ts';
import { BRIDGE } from '../../core/audit/entry.ts';
import { ANCHORED } from '../../core/audit/open-acts.ts';
import type { Anchor } from '../../schemas/anchor.ts';
import type { Sealing } from './environment.ts';

export interface Anchored {
  readonly date: string;
  readonly text: string;
  readonly anchor: Anchor;
}

/** The newest anchor; `null` before the first. Throws where it can't be read as one. */
export async function lastAnchor({ locked }: Sealing): Promise<Anchored | null> {
  let newest = '';
  for (let more = true; more;) {
    const page = await listLocked(locked, ANCHORS, newest);
    newest = page.keys.at(-1) ?? newest;
    ({ more } = page);
  }
  if (newest === '') return null;
  const text = (await readLocked(locked, newest)) ?? '';
  const anchor = parseAnchor(text);
  if (anchor === null) throw new Error('the last anchor is none');
  return { date: anchor.date, text, anchor };
}

/** Locks away where all chains end, once a day. The chain of what is about all tenants says that it was done, and its hash. */
export async function anchorNight(sealing: Sealing, date: string): Promise<void> {
  const { table, locked, clock, log, newId } = sealing;
  const before = await lastAnchor(sealing);
  if (before !== null && before.date >= date) return;
  const text = anchorText(date, await readHeads(table), before?.text ?? null);
  await lockAway(locked, anchorKeyOf(date), text);
  const { length: chains } = parseAnchor(text)?.heads ?? [];
  const act = {
    tenant: BRIDGE,
    by: BRIDGE,
    action: ANCHORED,
    about: date,
    detail: { chains, sha256: anchorHash(text) },
  };
  await appendToChain(table, BRIDGE, { id: newId(), at: clock.now() }, () => ({ kind: 'note', act }));
  log.info('audit.anchored', { businessDate: date, count: chains });
}
