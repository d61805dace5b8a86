import type { AuditEntry } from './entry.ts';
import { type Finding, NONE } from './finding.ts';
import { sealsIn } from './journal.ts';

const DAY_MS = 86_400_000;

/** Days between the first and the last sealed one that nobody sealed: their journal could be changed unseen. */
export function verifySealedDays(tenant: string, entries: readonly AuditEntry[]): readonly Finding[] {
  const sealed = new Set(sealsIn(entries).map(({ date }) => date));
  const sorted = [...sealed].filter((date) => !Number.isNaN(startOf(date))).toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const findings: Finding[] = [];
  for (let at = startOf(first); at < startOf(last); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10);
    if (sealed.has(date)) continue;
    findings.push({ kind: 'day-not-sealed', tenant, sequence: null, date, key: null, expected: 'seal', found: NONE });
  }
  return findings;
}

function startOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getTime();
}
