import type { PaymentComparison } from '../../core/reconcile.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { roundNight } from '../nights/clean-nights.ts';
import { faultyNight } from '../nights/faulty-night.ts';
import type { OutboxFigures } from '../simulators/guangzhou/outbox.ts';
import type { ProvinceFigures } from '../simulators/province/figures.ts';
import type { BatchView } from './bridge-api.ts';
import { type NightProgress, outboxFigures, provinceFigures, runNight } from './nights.ts';
import { reconcilePayments } from './reconciliation.ts';

/** What the demonstration shows. */
export interface DemoResult {
  readonly nights: readonly {
    readonly name: string;
    readonly year: number;
    readonly batches: readonly BatchView[];
    readonly planted: number;
  }[];
  readonly comparison: PaymentComparison;
  readonly province: ProvinceFigures;
  readonly outbox: OutboxFigures;
  readonly denied: readonly string[];
  readonly conserved: boolean;
}

/** The round of 4,400 people, then a night of planted faults of another programme year. */
export async function runDemo(
  deployment: Deployment,
  onProgress: (night: string, progress: NightProgress) => void,
): Promise<DemoResult> {
  const nights: DemoResult['nights'][number][] = [];
  for (const { name, night } of [
    { name: '2026-11-20', night: roundNight() },
    { name: '2026-11-21', night: faultyNight() },
  ]) {
    const batches = await runNight(deployment, night, (progress) => onProgress(name, progress));
    const planted = night.files.reduce((count, file) => count + file.planted.length, 0);
    nights.push({ name, year: night.files[0]?.year ?? 0, batches, planted });
  }
  const comparison = await reconcilePayments(
    deployment,
    nights.map(({ year }) => year),
  );
  const [province, outbox] = await Promise.all([provinceFigures(deployment), outboxFigures(deployment)]);
  const denied = deployment.stack
    .denied()
    .map(({ functionName, action, resource }) => `${functionName} ${action} ${resource}`);
  const batches = nights.flatMap((night) => night.batches);
  const conserved =
    batches.every((batch) => batch.conserved) &&
    totalsAgree(comparison) &&
    province.appliedTwice === 0 &&
    province.paidTwice === 0 &&
    denied.length === 0;
  return { nights, comparison, province, outbox, denied, conserved };
}

function totalsAgree({ programmes, discrepancies }: PaymentComparison): boolean {
  const equal = programmes.every(({ city, province }) => city.rows === province.rows && city.fen === province.fen);
  return equal && Object.keys(discrepancies).length === 0;
}
