import { sendNight } from '../../local/demo/nights.ts';
import { takeExports } from '../../local/demo/reconcile-night.ts';
import type { Deployment } from '../../local/deployment/deployment.ts';
import type { City } from './cities.ts';
import { type CityNight, filesOf, NIGHTS } from './city-night.ts';
import { compareNight } from './comparison.ts';
import { type ComparedOnce, type NightResult, resultOf, type Sent, type Way } from './night-result.ts';
import { type Planted, plantIn } from './planted.ts';
import { atRest, settled } from './settled.ts';
import { startStacks, type Stacks } from './stacks.ts';

export interface RunOptions {
  readonly cities: readonly City[];
  /** Of each city, in the first night, in all its files. */
  readonly records: number;
  /** At most two. */
  readonly nights: number;
  /** Rows of both sides one message compares at most, where it is split. */
  readonly rangeRows: number;
  /** As it would be deployed: nothing is split. */
  readonly assemblyDir: string;
  readonly dataDir: string;
  readonly onProgress: (text: string) => void;
}

/** Each night begins with the stack the one before has ended with, so that each way is the first one once. */
const WAYS: readonly (readonly [Way, Way])[] = [
  ['unsplit', 'split'],
  ['split', 'unsplit'],
];

/** Lets the cities' nights through the stack and compares each twice, unsplit and split, on the same snapshots. */
export async function runNights(options: RunOptions): Promise<readonly NightResult[]> {
  const results: NightResult[] = [];
  let standing: readonly Planted[] = [];
  await using stacks = startStacks(options);
  for (const [round, ways] of WAYS.slice(0, options.nights).entries()) {
    const nights = options.cities.map((city): CityNight => ({ city, records: options.records, round }));
    const deployment = await stacks.on(ways[0]);
    const sent = await sendAll(deployment, nights, options.onProgress);
    standing = [...standing.filter(({ isRepaired }) => !isRepaired), ...(await spoil(deployment, nights))];
    results.push(await compareBothWays(stacks, { round, ways, sent, standing }, options.onProgress));
  }
  return results;
}

async function sendAll(
  deployment: Deployment,
  nights: readonly CityNight[],
  onProgress: RunOptions['onProgress'],
): Promise<Sent> {
  const files = (await Promise.all(nights.map(filesOf))).flat();
  const units = new Set(files.map(({ system, kind }) => `${system} ${kind}`)).size;
  onProgress(`${files.length} files, ${files.reduce((rows, file) => rows + file.rows, 0)} rows`);
  const began = performance.now();
  const batches = await sendNight(deployment, { files, canaries: [] });
  const counts = await settled(deployment, batches, onProgress);
  const settledMs = performance.now() - began;
  await atRest(deployment);
  return { ...counts, files: files.length, units, settledMs };
}

async function spoil(deployment: Deployment, nights: readonly CityNight[]): Promise<readonly Planted[]> {
  const planted: Planted[] = [];
  for (const night of nights) planted.push(...(await plantIn(deployment, night)));
  return planted;
}

interface ToCompare {
  readonly round: number;
  readonly ways: readonly [Way, Way];
  readonly sent: Sent;
  readonly standing: readonly Planted[];
}

/** One export for both: nothing the first comparison has sent again is in what the second compares. */
async function compareBothWays(
  stacks: Stacks,
  { round, ways, sent, standing }: ToCompare,
  onProgress: RunOptions['onProgress'],
): Promise<NightResult> {
  const night = NIGHTS[round] ?? NIGHTS[0];
  const began = performance.now();
  const deployment = await stacks.on(ways[0]);
  await takeExports(deployment, night, round);
  await atRest(deployment);
  const exportedMs = performance.now() - began;
  const compared: ComparedOnce[] = [];
  for (const [place, way] of ways.entries()) {
    const stack = await stacks.on(way);
    onProgress(`${night} is compared ${way}`);
    const found = await compareNight(stack, night, place + 1, sent.units);
    await atRest(stack);
    compared.push({ way, found, peaksMiB: stacks.peaksMiB(), denied: stack.stack.denied().length });
  }
  return resultOf({ night, exportedMs, sent, standing, compared });
}
