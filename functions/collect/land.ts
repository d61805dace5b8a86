import { writeLanding } from '../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, type Manifest, readBatch } from '../../adapters/ledger/batches.ts';
import type { Collected } from './collect.ts';
import type { Collecting } from './environment.ts';

/**
 * Announces a file we have fetched, and puts it where a city would have. The same file of the same event is the same batch.
 *
 * @param pieces its bytes in order; asked for only where the file is awaited
 */
export async function landFile(
  { table, landing, clock, log }: Collecting,
  tenant: string,
  manifest: Manifest,
  pieces: () => AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<Collected> {
  const { system, kind, rows, bytes } = manifest;
  const batch = announcedBatch(tenant, manifest, clock.now());
  const { batchId } = batch;
  const created = await createBatch(table, batch);
  // One that was announced and never uploaded was left behind by a run that died in between.
  const awaited = created || (await readBatch(table, batchId))?.state === 'AWAITING_UPLOAD';
  if (awaited) await writeLanding(landing, batchId, pieces());
  log.info('collect.landed', { batchId, system, kind, rows, bytes, state: awaited ? 'new' : 'known' });
  return { kind, batchId, rows };
}
