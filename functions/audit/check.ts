import { readChain, readHeads } from '../../adapters/ledger/audit.ts';
import { verifyChain } from '../../core/audit/verify-chain.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import { lastAnchor } from './anchor.ts';
import type { Sealing } from './environment.ts';

/** Looks at every chain, whole, and at the last anchor. How many places are not as they were. */
export async function checkChains(sealing: Sealing): Promise<number> {
  const { table, log } = sealing;
  const heads = new Map((await readHeads(table)).map((head) => [head.tenant, head]));
  const anchored = await lastAnchor(sealing);
  const anchors = new Map(anchored?.anchor.heads.map((head) => [head.tenant, { ...head, date: anchored.date }]));
  let findings = 0;
  for (const tenant of new Set([...heads.keys(), ...anchors.keys()])) {
    const entries: AuditEntry[] = [];
    for await (const entry of readChain(table, tenant, 0)) entries.push(entry);
    const anchor = anchors.get(tenant);
    const known = { tenant, head: heads.get(tenant) ?? null, anchors: anchor === undefined ? [] : [anchor] };
    for (const { kind, sequence } of verifyChain(entries, known)) {
      findings += 1;
      log.error('audit.chain-differs', { tenant, outcome: kind, sequence });
    }
  }
  return findings;
}
