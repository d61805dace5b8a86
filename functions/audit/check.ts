import { readChain, readHeads } from '../../adapters/ledger/audit.ts';
import { parseAnchor, verifyAnchored, verifyAnchors } from '../../core/audit/anchor.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { Finding } from '../../core/audit/finding.ts';
import { verifySealedDays } from '../../core/audit/sealed-days.ts';
import { verifyChain } from '../../core/audit/verify-chain.ts';
import type { AnchorText } from './anchor.ts';
import type { Sealing } from './environment.ts';

/**
 * Looks at every chain, whole, and at all anchors there are: one that was written after a forgery does not outweigh those before. How
 * many places are not as they were, and whose chains contradict themselves or an anchor.
 */
export async function checkChains(
  { table, log }: Sealing,
  texts: readonly AnchorText[],
): Promise<{ readonly findings: number; readonly differing: ReadonlySet<string> }> {
  const heads = new Map((await readHeads(table)).map((head) => [head.tenant, head]));
  const anchored = texts.flatMap(({ date, text }) =>
    (parseAnchor(text)?.heads ?? []).map((head) => ({ ...head, date })),
  );
  const anchors = Map.groupBy(anchored, ({ tenant }) => tenant);
  const differing = new Set<string>();
  let findings = 0;
  const tell = ({ kind, tenant, sequence, date }: Finding): void => {
    findings += 1;
    const what = EVENTS[kind] ?? 'audit.chain-differs';
    log.error(what, { tenant, outcome: kind, ...(sequence === null ? { businessDate: date } : { sequence }) });
  };
  for (const finding of verifyAnchors(texts)) tell(finding);
  for (const tenant of new Set([...heads.keys(), ...anchors.keys()])) {
    const entries: AuditEntry[] = [];
    for await (const entry of readChain(table, tenant, 0)) entries.push(entry);
    const known = { tenant, head: heads.get(tenant) ?? null, anchors: anchors.get(tenant) ?? [] };
    const found = verifyChain(entries, known);
    if (found.length > 0) differing.add(tenant);
    for (const finding of [...found, ...verifySealedDays(tenant, entries), ...verifyAnchored(entries, texts)])
      tell(finding);
  }
  return { findings, differing };
}

const EVENTS: Partial<Record<Finding['kind'], string>> = {
  'anchor-differs': 'audit.anchor-differs',
  'day-not-sealed': 'audit.day-not-sealed',
};
