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
import { mendBooks, spoilBooks } from './books.ts';
import {
  compareNight,
  type Compared,
  discrepancyCounts,
  programmeTotals,
  type ProgrammeTotals,
  takeExports,
} from './reconcile-night.ts';
import { isConserved } from '../../core/reconcile/statement.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

/** What the demonstration shows. */
export interface DemoResult {
  readonly nights: readonly DemoNight[];
  /** After the province's books were spoiled; after what may be sent again was; after the province has put right what is about money. */
  readonly reconciliations: readonly Reconciled[];
  /** Of the last one. */
  readonly comparison: {
    readonly programmes: readonly ProgrammeTotals[];
    readonly discrepancies: Readonly<Partial<Record<Discrepancy, number>>>;
  };
  readonly province: ProvinceFigures;
  readonly bank: BankFigures;
  readonly outbox: OutboxFigures;
  readonly denied: readonly string[];
  readonly conserved: boolean;
}

export interface Reconciled {
  readonly name: 'spoiled' | 'repaired' | 'mended';
  readonly compared: readonly Compared[];
}

export interface DemoNight {
  readonly name: string;
  readonly batches: readonly BatchView[];
  readonly planted: number;
}

type Progress = (night: string, progress: NightProgress) => void;

/** The night whose books are closed: all files are of it or of the day before. */
const NIGHT = '2026-11-22';
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
  const reconciliations = await reconcileThreeTimes(deployment, onProgress);
  const last = reconciliations.at(-1)?.compared ?? [];
  const comparison = { programmes: programmeTotals(last), discrepancies: discrepancyCounts(last) };
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
    reconciliations.every(({ compared }) => compared.every(isWhole)) &&
    province.appliedTwice === 0 &&
    province.paidTwice === 0 &&
    bank.paidTwice === 0 &&
    denied.length === 0;
  return { nights, reconciliations, comparison, province, bank, outbox, denied, conserved };
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

/**
 * Somebody has spoiled the province's books: the comparison finds it, what is no money goes again by itself, the next comparison shows the
 * money alone; the province puts that right, and the last one shows nothing.
 */
async function reconcileThreeTimes(deployment: Deployment, onProgress: Progress): Promise<readonly Reconciled[]> {
  const earlier = await figuresOf(deployment);
  const compareWith = async (name: Reconciled['name'], run: number): Promise<Reconciled> => {
    await takeExports(deployment, NIGHT, run);
    await comeToRest(deployment, [], earlier, (progress) => onProgress(name, progress));
    const compared = await compareNight(deployment, NIGHT, run);
    // What the comparison has sent again comes to rest before anything else is done.
    await comeToRest(deployment, [], earlier, (progress) => onProgress(name, progress));
    return { name, compared };
  };
  await spoilBooks(deployment, { programme: 'GZ-XLBZ', year: 2025 });
  const spoiled = await compareWith('spoiled', 1);
  const repaired = await compareWith('repaired', 2);
  await mendBooks(deployment);
  return [spoiled, repaired, await compareWith('mended', 3)];
}

/** Compared, and every row of either side accounted for. */
function isWhole({ state, statement }: Compared): boolean {
  return state === 'DONE' && statement !== null && isConserved(statement);
}

function plantedIn({ files }: Night): number {
  return files.reduce((count, file) => count + file.planted.length, 0);
}

function totalsAgree({ programmes, discrepancies }: DemoResult['comparison']): boolean {
  const equal = programmes.every(({ city, province }) => city.rows === province.rows && city.fen === province.fen);
  return equal && Object.keys(discrepancies).length === 0;
}
