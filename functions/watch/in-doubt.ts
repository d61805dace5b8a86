import { problemsOf } from '../../adapters/ledger/problems.ts';
import { toRecord } from '../../adapters/ledger/records.ts';
import { getItems, type Key } from '../../adapters/ledger/table.ts';
import type { Metric } from '../../adapters/log/metrics.ts';
import { isPaymentKey } from '../../core/identity.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { Watching } from './environment.ts';

/** Payments with a problem that are read in one look: money in doubt is asked for at once, so it is among the newest. */
const PAYMENTS_READ_MAX = 20_000;
const RECORD = 'R#';
const BEGINNING = '2000-01-01T00:00:00.000Z';

/** Payments nobody knows the fate of: how many, and what they amount to. */
export async function lookAtDoubt({ table, clock, log }: Watching): Promise<readonly Metric[]> {
  const span = { from: BEGINNING, until: clock.now().toISOString() };
  const keys: Key[] = [];
  for (const tenant of new Set(systems.map((system) => system.tenant)))
    for (const list of problemsOf(table, tenant, span))
      for await (const { pk, sk } of list) {
        if (keys.length === PAYMENTS_READ_MAX) break;
        if (pk.startsWith(RECORD) && isPaymentKey(pk.slice(RECORD.length))) keys.push({ pk, sk });
      }
  if (keys.length === PAYMENTS_READ_MAX) log.warn('watch.in-doubt-cut', { count: keys.length });
  const records = [...(await getItems(table, keys)).values()].map(toRecord);
  const doubted = records.filter(({ state }) => state === 'IN_DOUBT');
  const fen = doubted.reduce((sum, record) => sum + BigInt(record.fen), 0n);
  return [
    { name: 'InDoubtPayments', value: doubted.length },
    { name: 'InDoubtFen', value: Number(fen) },
  ];
}
