import { listLocked, lockAway, readFirst, readLocked } from '../../adapters/anchors/locked-store.ts';
import { appendToChain, readHeads } from '../../adapters/ledger/audit.ts';
import { anchorHash, anchorKeyOf, ANCHORS, anchorText, parseAnchor } from '../../core/audit/anchor.ts';
import { BRIDGE } from '../../core/audit/entry.ts';
import { ANCHORED } from '../../core/audit/open-acts.ts';
import type { Sealing } from './environment.ts';

export interface AnchorText {
  /** By its name. */
  readonly date: string;
  readonly text: string;
}

/** All anchors there are, by date: some thousand in ten years, each of a line per chain. */
export async function readAnchors({ locked }: Sealing): Promise<readonly AnchorText[]> {
  const objects = (await listLocked(locked, ANCHORS)).filter(({ key }) => key.endsWith('.json'));
  const anchors: AnchorText[] = [];
  for (let place = 0; place < objects.length; place += READ_AT_ONCE) {
    const read = objects.slice(place, place + READ_AT_ONCE).map(async (object) => ({
      date: object.key.slice(ANCHORS.length, -'.json'.length),
      text: await readFirst(locked, object),
    }));
    anchors.push(...(await Promise.all(read)));
  }
  return anchors;
}

/**
 * Locks away where all chains end, once a day. The chain of what is about all tenants says that it was done, and its hash. A chain that
 * contradicts an anchor stays anchored where it was: a forged end is never made a witness.
 *
 * @param anchors all there are
 * @param differing tenants whose chains are not as they were
 */
export async function anchorNight(
  sealing: Sealing,
  date: string,
  anchors: readonly AnchorText[],
  differing: ReadonlySet<string>,
): Promise<void> {
  const { table, locked, clock, log, newId } = sealing;
  const before = anchors.at(-1);
  if (before !== undefined && before.date >= date) return;
  const last = new Map(
    anchors.flatMap(({ text }) => (parseAnchor(text)?.heads ?? []).map((head) => [head.tenant, head] as const)),
  );
  const sound = (await readHeads(table)).filter(({ tenant }) => !differing.has(tenant));
  const kept = [...differing].flatMap((tenant) => last.get(tenant) ?? []);
  const own = anchorText(date, [...sound, ...kept], before?.text ?? null);
  const text = (await lockAway(locked, anchorKeyOf(date), own))
    ? own
    : ((await readLocked(locked, anchorKeyOf(date))) ?? own);
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

const READ_AT_ONCE = 20;
