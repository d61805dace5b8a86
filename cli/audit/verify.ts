import { parseAnchor, staleSince, verifyAnchored, verifyAnchors } from '../../core/audit/anchor.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { Finding } from '../../core/audit/finding.ts';
import { type Seal, type SealedLeaf, sealsIn } from '../../core/audit/journal.ts';
import { type OpenAct, openActs } from '../../core/audit/open-acts.ts';
import { verifySealedDays } from '../../core/audit/sealed-days.ts';
import { type Known, verifyChain } from '../../core/audit/verify-chain.ts';
import { verifyJournal } from '../../core/audit/verify-journal.ts';
import { type AnchorText, type AuditSource, chainUnknown, isWithin, type Span } from './source.ts';

export interface Verified {
  readonly tenants: readonly VerifiedTenant[];
  readonly findings: readonly Finding[];
  /** Acts nobody wrote the end of: no finding, but a person has to know. */
  readonly open: readonly OpenAct[];
  readonly anchors: number;
  /** The last anchored day, `YYYY-MM-DD`, where nothing has been anchored for more than two days since; else `null`. */
  readonly stale: string | null;
}

export interface VerifiedTenant {
  readonly tenant: string;
  readonly entries: number;
  /** Days whose journal was compared with its seal, and their entries. */
  readonly days: number;
  readonly rows: number;
  /** Sealed days the source does not hold. */
  readonly daysNotHeld: number;
  readonly findings: number;
}

export interface Asked extends Span {
  /** @default all the source has */
  readonly tenant?: string | undefined;
  readonly now: Date;
  readonly onDay: (done: number, total: number) => void;
}

/** Verifies anchors, chains and the journal's sealed days. With `from`, a chain is read from the anchor before that day on. */
export async function verifyAll(source: AuditSource, { tenant: one, now, onDay, ...span }: Asked): Promise<Verified> {
  const texts = await source.anchors();
  const findings: Finding[] = [...verifyAnchors(texts)];
  const tenants: VerifiedTenant[] = [];
  const open: OpenAct[] = [];
  let begun: string | null = null;
  for (const tenant of await tenantsOf(source, texts, one)) {
    const known = anchorsOf(texts, tenant);
    const from = known.findLast(({ date }) => span.from !== undefined && date < span.from);
    const read = await source.chain(tenant, from?.sequence ?? 0);
    if (read === null && one !== undefined) throw chainUnknown(one);
    if (read === null) continue;
    const { entries, head } = read;
    const first = entries[0]?.at.slice(0, 10) ?? null;
    if (first !== null && (begun === null || first < begun)) begun = first;
    const chain: Known = {
      tenant,
      head,
      anchors: known.filter(({ sequence }) => sequence >= (from?.sequence ?? 0)),
      ...(from === undefined ? {} : { from }),
    };
    const found = [...verifyChain(entries, chain)];
    found.push(...verifySealedDays(tenant, entries));
    // Only a running stack has all anchors, and only a chain that is read from its beginning tells of all.
    if (source.isWhole) found.push(...verifyAnchored(entries, texts));
    open.push(...openActs(entries));
    const days = await verifyDays(source, tenant, sealedDays(entries, span), onDay);
    found.push(...days.findings);
    findings.push(...found);
    const { days: count, rows, notHeld } = days;
    tenants.push({ tenant, entries: entries.length, days: count, rows, daysNotHeld: notHeld, findings: found.length });
  }
  // An export is as old as it is.
  const stale = source.isWhole ? staleSince(texts, begun, now) : null;
  return { tenants, findings, open, anchors: texts.length, stale };
}

/** Also those whose chain is gone: an anchor remembers it. Throws CliError of one that nothing is known of. */
async function tenantsOf(
  source: AuditSource,
  texts: readonly AnchorText[],
  one: string | undefined,
): Promise<readonly string[]> {
  const kept = await source.tenants();
  const anchored = texts.flatMap(({ text }) => parseAnchor(text)?.heads.map(({ tenant }) => tenant) ?? []);
  if (one !== undefined) {
    if (!kept.includes(one) && !anchored.includes(one)) throw chainUnknown(one);
    return [one];
  }
  return source.isWhole ? [...new Set([...kept, ...anchored])].toSorted() : kept;
}

async function verifyDays(
  source: AuditSource,
  tenant: string,
  sealed: readonly (readonly [string, readonly Seal[]])[],
  onDay: Asked['onDay'],
) {
  const findings: Finding[] = [];
  let [days, rows, notHeld] = [0, 0, 0];
  for (const [index, [date, seals]] of sealed.entries()) {
    const leaves = await source.journal(tenant, date);
    if (leaves === null) notHeld += 1;
    else {
      findings.push(...verifyJournal({ tenant, date, seals, sealed: await allSealed(source, tenant, seals), leaves }));
      days += 1;
      rows += leaves.length;
    }
    onDay(index + 1, sealed.length);
  }
  return { findings, days, rows, notHeld };
}

/** Every edition's own; `null` where one of them is not at hand. */
async function allSealed(
  source: AuditSource,
  tenant: string,
  seals: readonly Seal[],
): Promise<readonly SealedLeaf[] | null> {
  const all: SealedLeaf[] = [];
  for (const seal of seals) {
    const leaves = await source.sealed(tenant, seal);
    if (leaves === null) return null;
    all.push(...leaves);
  }
  return all;
}

/** Editions of a day, in order. */
export function sealedDays(
  entries: readonly AuditEntry[],
  span: Span,
): readonly (readonly [string, readonly Seal[]])[] {
  const seals = sealsIn(entries).filter(({ date }) => isWithin(date, span));
  const byDate = Map.groupBy(seals, ({ date }) => date);
  return [...byDate]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, editions]) => [date, editions.toSorted((a, b) => a.edition - b.edition)] as const);
}

function anchorsOf(texts: readonly AnchorText[], tenant: string): Known['anchors'] {
  return texts.flatMap(({ date, text }) => {
    const head = parseAnchor(text)?.heads.find((each) => each.tenant === tenant);
    return head === undefined ? [] : [{ date, sequence: head.sequence, hash: head.hash }];
  });
}
