import type { BatchItem, SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { importFlip, isHistorySigned, readHistory } from '../../adapters/ledger/history.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Ingesting } from './environment.ts';

/** Whether a batch may go on as far as its tenant's payments of before go-live are concerned (decision 0027). */
export interface HistoryGate {
  readonly problem: ProblemCode | null;
  /** Of an import: ends it only while the history is as open as it was read here. */
  readonly flip: SnapshotFlip | null;
}

const PASSES: HistoryGate = { problem: null, flip: null };

/**
 * A city's new payments wait until its history is signed off: who was paid before must be known before anybody is paid. An import is
 * taken only until then. Nothing else is asked.
 */
export async function historyGate({ table }: Ingesting, { manifest, tenant }: BatchItem): Promise<HistoryGate> {
  if (manifest.purpose === 'settled-history') {
    const history = await readHistory(table, tenant);
    return history.state === 'SIGNED'
      ? { problem: 'history.closed', flip: null }
      : { problem: null, flip: importFlip(history) };
  }
  if (manifest.kind !== 'payment' || systemById(manifest.system)?.side !== 'city') return PASSES;
  return (await isHistorySigned(table, tenant)) ? PASSES : { problem: 'history.not-signed-off', flip: null };
}
