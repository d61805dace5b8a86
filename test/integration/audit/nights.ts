import { randomBytes } from 'node:crypto';
import type { LockedStore } from '../../../adapters/anchors/locked-store.ts';
import { readChain, readHead } from '../../../adapters/ledger/audit.ts';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import type { RecordItem } from '../../../adapters/ledger/records.ts';
import type { Log } from '../../../adapters/log/log.ts';
import type { AuditEntry } from '../../../core/audit/entry.ts';
import { handlerOf, type Night } from '../../../functions/audit/handle.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { newItem } from '../ledger/records.ts';

/** Nights on real engines, with a log that can be read. */
export interface Nights extends Ground {
  readonly locked: LockedStore;
  readonly logged: string[];
  /** Runs at 00:30 in China of the day after this one. */
  readonly sealAfter: (date: string) => Promise<Night>;
  /** A payment of Guangzhou, written at a time of day in China. */
  readonly pay: (date: string, time: string, change?: Partial<RecordItem>) => Promise<RecordItem>;
  readonly chainOf: (tenant: string) => Promise<readonly AuditEntry[]>;
  readonly endOf: (tenant: string) => ReturnType<typeof readHead>;
}

export async function startNights(): Promise<Nights> {
  const ground = await startGround();
  const { table, s3 } = ground;
  // The vault's bucket serves: nothing of ours locks anything locally.
  const locked = { s3, bucket: 'vault' };
  const logged: string[] = [];
  const keep: Log['info'] = (event, fields = {}) => void logged.push([event, ...Object.values(fields)].join(' '));
  const log: Log = { info: keep, warn: keep, error: keep, withCorrelation: () => log };
  const newId = () => randomBytes(8).toString('hex');
  const seal = handlerOf({ table, locked, clock: ground.clock, log, newId });
  return {
    ...ground,
    locked,
    logged,
    sealAfter: async (date) => {
      const time = new Date(new Date(`${date}T16:30:00Z`).getTime()).toISOString();
      ground.clock.set(new Date(time));
      return await seal({ time });
    },
    pay: async (date, time, change = {}) => {
      const at = new Date(`${date}T${time}+08:00`).toISOString();
      const record = newItem({ at, tenant: 'guangzhou', fen: '150000', ...change });
      await writePayments(table, [{ record, expectedFence: null, claim: null, code: null }]);
      return record;
    },
    chainOf: async (tenant) => {
      const entries: AuditEntry[] = [];
      for await (const entry of readChain(table, tenant, 0)) entries.push(entry);
      return entries;
    },
    endOf: (tenant) => readHead(table, tenant),
  };
}
