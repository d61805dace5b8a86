import { type Metric, rowsMetrics } from '../../adapters/log/metrics.ts';
import type { RecordItem } from '../../adapters/ledger/records.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
import { underWaySince } from '../../core/ledger/history.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import type { Delivering } from './environment.ts';
import type { Measuring } from './measure.ts';
import type { Fates } from './parcel.ts';

export interface Ended {
  /** A record as it was before it was sent. */
  readonly find: (line: DeliveryLine) => RecordItem | undefined;
  readonly fates: Fates;
  readonly lines: readonly DeliveryLine[];
  readonly measuring: Measuring;
}

/** Says what a delivery came to: a line of the log for each batch it is of, and what is counted of it. */
export function tell(delivering: Delivering, work: WorkItem, ended: Ended): void {
  const { destination, clock, log, metrics, gate } = delivering;
  const { lines, fates, measuring } = ended;
  const of = (kind: string): number => lines.filter((line) => fates.get(line)?.kind === kind).length;
  const { tookMs, answers } = measuring;
  const facts = {
    destination,
    pk: work.pk,
    sk: work.sk,
    attempt: work.tries,
    records: lines.length,
    delivered: of('applied'),
    rejected: of('rejected'),
    held: of('held'),
    due: of('again'),
    durationMs: tookMs.reduce((sum, ms) => sum + ms, 0),
    outcome: [...answers].map(([word, count]) => `${word} ${count}`).join(', '),
  };
  for (const batchId of batchesOf(work, lines))
    log.withCorrelation(batchId).info('deliver.done', { batchId, ...facts });
  const by = { Destination: destination };
  const longest = longestSeconds(ended, clock.now());
  metrics([
    { name: 'BreakerOpen', value: gate.isOpen() ? 1 : 0, dimensions: by },
    ...(tookMs.length === 0 ? [] : [{ name: 'DeliveryMilliseconds', value: tookMs, dimensions: by } as const]),
    ...[...answers].map(([Answer, value]): Metric => ({
      name: 'DeliveryAnswers',
      value,
      dimensions: { ...by, Answer },
    })),
    ...(longest === null ? [] : [{ name: 'IngestToDeliveredSeconds', value: longest, dimensions: by } as const]),
    ...rowsOf(work, lines, fates),
  ]);
}

/** A delivery of events is of the batches its records came with. */
function batchesOf(work: WorkItem, lines: readonly DeliveryLine[]): readonly string[] {
  if (work.batchId !== '') return [work.batchId];
  return [...new Set(lines.map(({ batchId }) => batchId ?? work.pk))];
}

/** Rows of a batch, as its statement counts them: those to a rail are counted by the delivery to the province. */
function rowsOf(work: WorkItem, lines: readonly DeliveryLine[], fates: Fates): readonly Metric[] {
  const [first] = lines;
  if (work.batchId === '' || !work.sk.startsWith('D#') || first === undefined) return [];
  const amountOf = (kind: string) => ({
    rows: lines.filter((line) => fates.get(line)?.kind === kind).length,
    fen: '0',
  });
  const settled = { applied: amountOf('applied'), rejected: amountOf('rejected'), held: amountOf('held') };
  return rowsMetrics(first.source, first.kind, settled);
}

function longestSeconds({ find, fates, lines }: Ended, now: Date): number | null {
  const waits = lines.flatMap((line) => {
    const item = fates.get(line)?.kind === 'applied' ? find(line) : undefined;
    const since = item === undefined ? null : underWaySince(item.history);
    return since === null ? [] : [Math.max(0, (now.getTime() - since.getTime()) / 1000)];
  });
  return waits.length === 0 ? null : waits.reduce((longest, seconds) => Math.max(longest, seconds), 0);
}
