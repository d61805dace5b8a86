import { setTimeout as pause } from 'node:timers/promises';
import type { Access } from '../../local/deployment/credentials.ts';
import type { Random } from '../../local/nights/random.ts';
import { createRandom } from '../../local/nights/random.ts';
import { pushNight } from '../../local/simulators/guangzhou/push.ts';
import { type End, ENDS, type KilledStack, startKilledStack, type Told } from './killed-stack.ts';
import type { Dispatch } from './load.ts';
import { CALM, drawWeather, giveBack, type Mishaps, mishapsAt, sumOf, turn, type Weather } from './outside-world.ts';

/** A file the bridge has taken, under the bridge's own name for it. */
export interface Taken extends Dispatch {
  readonly batchId: string;
}

export interface Storm {
  /** By function; `busy` of them had work in them. */
  readonly kills: Readonly<Record<string, { readonly kills: number; readonly busy: number }>>;
  readonly restarts: Readonly<Record<End, number>>;
  readonly mishaps: Mishaps;
  readonly denied: readonly string[];
  /** Each file as soon as it is taken: files that were not, during the storm, are sent until they are. */
  readonly pushes: Promise<readonly Taken[]>;
  /** Where the API is from now on. */
  readonly moveTo: (access: Access) => void;
}

export interface StormOptions {
  readonly dataDir: string;
  readonly assemblyDir: string;
  readonly seed: number;
  readonly ms: number;
  readonly load: readonly Dispatch[];
  readonly onProgress: (line: string) => void;
}

const LIFE_MS_MIN = 15_000;
const LIFE_MS_MAX = 35_000;
const AGAIN_MS = 500;
/** 退票 come in twice. */
const RETURNS_AT = [0.5, 0.85];

/** Everything at once for `ms`: files, weather, killed functions, killed stacks. Returns with nothing left running but `pushes`. */
export async function passThroughStorm(options: StormOptions): Promise<Storm> {
  const { seed, ms, load, dataDir, onProgress } = options;
  const random = createRandom(seed, 1);
  const kills = new Map<string, { kills: number; busy: number }>();
  const restarts: Record<End, number> = { stopped: 0, 'main-killed': 0, 'all-killed': 0 };
  const [denied, counted]: [string[], Mishaps[]] = [[], []];
  const onTold = (told: Told): void => {
    if (told.event === 'denied') denied.push(told.call);
    if (told.event !== 'killed') return;
    const before = kills.get(told.functionName) ?? { kills: 0, busy: 0 };
    kills.set(told.functionName, { kills: before.kills + 1, busy: before.busy + (told.busy ? 1 : 0) });
  };
  let lives = 0;
  const start = async (): Promise<KilledStack> => {
    lives += 1;
    const { assemblyDir } = options;
    const provinceKnobs = { stepMs: 20 };
    return await startKilledStack({ dataDir, port: 0, assemblyDir, provinceKnobs, seed: seed * 1000 + lives }, onTold);
  };
  const world: World = { stack: await start(), weather: CALM };
  let { access } = world.stack;
  const began = performance.now();
  const left = (): number => ms - (performance.now() - began);
  const pushes = Promise.all(load.map((one) => push(one, () => access)));
  // Awaited at the end; until then a failure is nobody's.
  pushes.catch(() => undefined);
  const weather = Promise.all([changeWeather(createRandom(seed, 2), world, left), giveBackAt(world, ms)]);
  for (;;) {
    const lifeMs = LIFE_MS_MIN + random.below(LIFE_MS_MAX - LIFE_MS_MIN);
    const isLast = left() - lifeMs < LIFE_MS_MIN;
    await pause(Math.max(0, isLast ? left() : lifeMs));
    const how = isLast ? 'all-killed' : random.pick(ENDS);
    counted.push(await mishapsAt(world.stack.urls));
    await world.stack.end(how);
    onProgress(`${Math.round((performance.now() - began) / 1000)} s: ${how}, life ${lives}`);
    if (isLast) break;
    restarts[how] += 1;
    world.stack = await start();
    ({ access } = world.stack);
    await turn(world.stack.urls, world.weather);
  }
  await weather;
  return {
    kills: Object.fromEntries(kills),
    restarts,
    mishaps: sumOf(counted),
    denied,
    pushes,
    moveTo: (next) => {
      access = next;
    },
  };
}

interface World {
  stack: KilledStack;
  weather: Weather;
}

async function changeWeather(random: Random, world: World, left: () => number): Promise<void> {
  while (left() > 0) {
    const { ms, weather } = drawWeather(random);
    world.weather = weather;
    await turn(world.stack.urls, weather);
    await pause(Math.max(0, Math.min(ms, left())));
  }
}

async function giveBackAt(world: World, ms: number): Promise<void> {
  let waited = 0;
  for (const share of RETURNS_AT) {
    await pause(share * ms - waited);
    waited = share * ms;
    await giveBack(world.stack.urls, 0.1);
  }
}

/** Sends a file as its city would: again and again until it is taken, under the same manifest. */
async function push(one: Dispatch, access: () => Access): Promise<Taken> {
  await pause(one.atMs);
  for (;;) {
    const { apiUrl, partners } = access();
    const tenant = tenantOf(one.file.system);
    const partner = partners[tenant];
    if (partner === undefined) throw new Error(`no credential for ${tenant}`);
    const night = { ...partner, bridgeUrl: apiUrl, files: [one.file], retryDelaysMs: [] };
    const [taken] = await pushNight(night).catch((error: unknown) => {
      if (isFinal(error)) throw error;
      return [];
    });
    if (taken !== undefined) return { ...one, batchId: taken.batchId };
    await pause(AGAIN_MS);
  }
}

/** A refusal of ours, not a failure on the way. */
function isFinal(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  return status >= 400 && status < 500 && status !== 429;
}

export function tenantOf(system: string): string {
  return system.slice(0, system.indexOf('/'));
}
