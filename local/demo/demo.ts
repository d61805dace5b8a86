import type { PaymentComparison } from '../../core/reconcile.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { roundNight } from '../nights/clean-nights.ts';
import { faultyNight } from '../nights/faulty-night.ts';
import { matchingNight } from '../nights/matching-night.ts';
import type { Night } from '../nights/night.ts';
import { shenzhenNight } from '../nights/shenzhen-night.ts';
import type { BankFigures } from '../simulators/bank/accounts.ts';
import type { OutboxFigures } from '../simulators/guangzhou/outbox.ts';
import type { ProvinceFigures } from '../simulators/province/figures.ts';
import { figuresOf, giveBack, setLuck } from './bank.ts';
import type { BatchView, OwnedBatch } from './bridge-api.ts';
import { comeToRest, type NightProgress, outboxFigures, provinceFigures, runNight, sendNight } from './nights.ts';
import { reconcilePayments } from './reconciliation.ts';

/** What the demonstration shows. */
export interface DemoResult {
  readonly nights: readonly DemoNight[];
  readonly comparison: PaymentComparison;
  readonly province: ProvinceFigures;
  readonly bank: BankFigures;
  readonly outbox: OutboxFigures;
  readonly denied: readonly string[];
  readonly conserved: boolean;
}

export interface DemoNight {
  readonly name: string;
  readonly batches: readonly BatchView[];
  readonly planted: number;
}

type Progress = (night: string, progress: NightProgress) => void;

/** Programme years somebody pays, and the systems that do. */
const PAID = [
  { programme: 'GZ-XLBZ', year: 2025, cities: ['guangzhou/degree-subsidy'] },
  { programme: 'GZ-XLBZ', year: 2026, cities: ['guangzhou/degree-subsidy', 'guangzhou/matching-grants'] },
  { programme: 'SZ-YMJH', year: 2025, cities: ['shenzhen/dream-plan'] },
] as const;
/** 23:30 in China, when the bridge asks the platform that does not push. */
const COLLECTED_AT = '2026-11-22T15:30:00Z';

/**
 * Guangzhou's round of 4,400 people; a night of planted faults of another programme year; a night of Shenzhen and of matching
 * grants that leave through the bank; and, two days later, what the bank gives back.
 */
export async function runDemo(deployment: Deployment, onProgress: Progress): Promise<DemoResult> {
  const nights: DemoNight[] = [];
  for (const { name, night } of [
    { name: '2026-11-20', night: roundNight() },
    { name: '2026-11-21', night: faultyNight() },
  ]) {
    const batches = await runNight(deployment, night, (progress) => onProgress(name, progress));
    nights.push({ name, batches, planted: plantedIn(night) });
  }
  nights.push(await bothCitiesNight(deployment, onProgress), await givenBackNight(deployment, onProgress));
  const comparison = await reconcilePayments(deployment, PAID);
  const [province, bank, outbox] = await Promise.all([
    provinceFigures(deployment),
    figuresOf(deployment),
    outboxFigures(deployment),
  ]);
  const denied = deployment.stack
    .denied()
    .map(({ functionName, action, resource }) => `${functionName} ${action} ${resource}`);
  const batches = nights.flatMap((night) => night.batches);
  const conserved =
    batches.every((batch) => batch.conserved) &&
    totalsAgree(comparison) &&
    province.appliedTwice === 0 &&
    province.paidTwice === 0 &&
    bank.paidTwice === 0 &&
    denied.length === 0;
  return { nights, comparison, province, bank, outbox, denied, conserved };
}

/** Shenzhen pushes, its platform is asked, unions of Guangzhou grant on top, and the bank answers for what it was told to pay. */
async function bothCitiesNight(deployment: Deployment, onProgress: Progress): Promise<DemoNight> {
  const name = '2026-11-22';
  const update = (progress: NightProgress): void => onProgress(name, progress);
  const earlier = await figuresOf(deployment);
  await setLuck(deployment, { failRate: 0.1, unknownRate: 0.05 });
  const [shenzhen, matching] = [shenzhenNight(), await matchingNight()];
  const sent: OwnedBatch[] = [...(await sendNight(deployment, shenzhen)), ...(await sendNight(deployment, matching))];
  const collected = (await deployment.stack.invoke('Collect', { time: COLLECTED_AT })) as readonly {
    readonly batchId: string;
  }[];
  sent.push(...collected.map(({ batchId }) => ({ tenant: 'shenzhen', batchId })));
  const batches = await comeToRest(deployment, sent, earlier, update);
  return { name, batches, planted: plantedIn(shenzhen) + plantedIn(matching) };
}

/** 退票: the bank said it paid, and two days later the money is back. */
async function givenBackNight(deployment: Deployment, onProgress: Progress): Promise<DemoNight> {
  const name = '2026-11-24';
  const earlier = await figuresOf(deployment);
  await giveBack(deployment, 0.1);
  const batches = await comeToRest(deployment, [], earlier, (progress) => onProgress(name, progress));
  return { name, batches, planted: 0 };
}

function plantedIn({ files }: Night): number {
  return files.reduce((count, file) => count + file.planted.length, 0);
}

function totalsAgree({ programmes, discrepancies }: PaymentComparison): boolean {
  const equal = programmes.every(({ city, province }) => city.rows === province.rows && city.fen === province.fen);
  return equal && Object.keys(discrepancies).length === 0;
}
