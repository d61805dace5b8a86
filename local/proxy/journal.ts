import type { Access, Grant } from './policy.ts';

export type DeniedCall = Access & { readonly functionName: string; readonly role: string; readonly reason: string };

export type Metrics = {
  /** AWS API calls by function, then `service:Operation`. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Items DynamoDB was asked to write, by function, then by the partition key up to its first `#`. */
  readonly itemsWritten: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Invocations by function, whatever started them. */
  readonly invocations: Readonly<Record<string, number>>;
};

/** What happened at the proxy since the stack started. */
export function createJournal() {
  const calls: Record<string, Record<string, number>> = {};
  const itemsWritten: Record<string, Record<string, number>> = {};
  const invocations: Record<string, number> = {};
  const denied: DeniedCall[] = [];
  const used = new Set<Grant>();
  return {
    called: (functionName: string, call: string): void => count(calls, functionName, call),
    wrote(functionName: string, keys: readonly string[]): void {
      for (const key of keys) {
        const hash = key.indexOf('#');
        count(itemsWritten, functionName, hash === -1 ? key.slice(0, 24) : key.slice(0, hash));
      }
    },
    invoked(functionName: string): void {
      invocations[functionName] = (invocations[functionName] ?? 0) + 1;
    },
    granted(grants: readonly Grant[]): void {
      for (const grant of grants) used.add(grant);
    },
    denied: (call: DeniedCall): void => void denied.push(call),
    isUsed: (grant: Grant): boolean => used.has(grant),
    deniedCalls: (): readonly DeniedCall[] => [...denied],
    metrics: (): Metrics => structuredClone({ calls, itemsWritten, invocations }),
  };
}

export type Journal = ReturnType<typeof createJournal>;

function count(table: Record<string, Record<string, number>>, row: string, column: string): void {
  const counts = (table[row] ??= {});
  counts[column] = (counts[column] ?? 0) + 1;
}
