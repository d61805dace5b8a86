import { hash } from 'node:crypto';
import { type AuditAct, type AuditEntry, type ChainHead, NO_HASH } from './entry.ts';

/** Of each writing: when, and by which id it is known. */
export interface Stamp {
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
}

export function emptyHead(tenant: string): ChainHead {
  return { tenant, sequence: 0, hash: NO_HASH };
}

/**
 * The bytes an entry's hash is over, as text: JSON without white space, members in this order, those of `detail` by name. What anybody
 * needs to check a chain without this software.
 */
export function canonicalText(entry: Omit<AuditEntry, 'hash'>): string {
  const { tenant, sequence, id, at, by, action, about, detail, previous } = entry;
  const sorted = Object.entries(detail).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const members = sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join();
  const [before, after] = [{ tenant, sequence, id, at, by, action, about }, { previous }].map((part) =>
    JSON.stringify(part).slice(1, -1),
  );
  return `{${before},"detail":{${members}},${after}}`;
}

/** SHA-256 of the canonical text, hex. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return hash('sha256', canonicalText(entry), 'hex');
}

/** The entry that follows the head. */
export function nextEntry(head: ChainHead, act: AuditAct, { id, at }: Stamp): AuditEntry {
  const { tenant, by, action, about, detail } = act;
  const entry = { tenant, sequence: head.sequence + 1, id, at, by, action, about, detail, previous: head.hash };
  return { ...entry, hash: hashOf(entry) };
}

export function headAfter({ tenant, sequence, hash: of }: AuditEntry): ChainHead {
  return { tenant, sequence, hash: of };
}
