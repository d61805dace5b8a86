import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../../local/nights/random.ts';
import { type Holdings, holdingsOf } from '../invariants/items.ts';
import { heardViolations } from '../invariants/heard.ts';
import { leaks } from '../invariants/leaks.ts';
import { ledgerViolations } from '../invariants/ledger.ts';
import { newestViolations } from '../invariants/newest.ts';
import { oracleViolations } from '../invariants/oracle.ts';
import type { Code } from '../kernel/code.ts';
import { DELIVERIES, INGEST_QUEUE, TRANSLATE_QUEUE, VAULT } from '../kernel/connections.ts';
import type { Counts } from '../kernel/environment.ts';
import type { FaultPlan } from '../kernel/faults.ts';
import { createScheduler } from '../kernel/scheduler.ts';
import { createTrace } from '../kernel/trace.ts';
import { createWeather } from '../kernel/weather.ts';
import type { BankPayment } from '../outside/bank-books.ts';
import { drawNights, SCENARIO_START, type Scenario } from '../scenario/nights.ts';
import { replay, scheduleMishaps } from './timed.ts';
import { CALM, drawProfile, planOf, type Profile } from './profile.ts';
import { INDEX_KEY } from './keys.ts';
import { openWorld, type World } from './world.ts';

export interface RunSettings {
  readonly seed: number;
  readonly code: Code;
  /** The code some environments run instead, where old and new run side by side. */
  readonly otherCode?: Code;
  /** @default as the seed draws it */
  readonly profile?: Profile;
  /** In place of the profile's faults of calls. */
  readonly plan?: FaultPlan;
  /** @default as the seed draws it */
  readonly scenario?: Scenario;
  readonly traced?: boolean;
  /** Is shown the world when all is over. */
  readonly onWorld?: (world: World) => void;
}

export interface Outcome {
  readonly seed: number;
  /** What must never be, and was. */
  readonly violations: readonly string[];
  readonly virtualMs: number;
  readonly calls: number;
  readonly sites: ReadonlyMap<string, number>;
  /** `site\nfault` → times. */
  readonly faults: ReadonlyMap<string, number>;
  readonly mishaps: ReadonlyMap<string, number>;
  readonly trace: readonly string[];
}

/** After the last mishap everything has to come to rest within this, in virtual time. */
const DRAIN_MS_MAX = 12 * 3_600_000;
const SWEEP_MS = 60_000;

/** One night of the bridge under what its seed brings, and everything that must hold afterwards. */
export async function runSeed(settings: RunSettings): Promise<Outcome> {
  const { seed, code, otherCode = code, traced = false } = settings;
  const random = createRandom(seed, 1);
  const profile = settings.profile ?? drawProfile(createRandom(seed, 2));
  const scenario = settings.scenario ?? drawScenario(createRandom(seed, 3));
  const startMs = SCENARIO_START.getTime();
  const scheduler = createScheduler(startMs);
  const trace = createTrace(traced, startMs, scheduler.nowMs);
  const weather = createWeather(createRandom(seed, 5), profile.mishaps);
  const counts: Counts = { sites: new Map(), faults: new Map() };
  const world = await openWorld({
    scenario,
    hasLongDelays: profile.callFaults.has('long-delay') || (settings.plan !== undefined && profile === CALM),
    scheduler,
    random,
    randomBytes: bytesOf(seed),
    weather,
    trace,
    counts,
    plan: settings.plan ?? planOf(profile, weather, createRandom(seed, 6)),
    code: () => (weather.strikes('old-and-new-code') ? otherCode : code),
  });
  const sent = [...scenario.batches, ...scenario.pushes];
  for (const each of sent) scheduler.after(each.sendAtMs, () => world.sender.send(each));
  if (profile.faultyMs > 0) scheduleMishaps(world.stage, profile.faultyMs);
  scheduler.after(profile.faultyMs, () => {
    weather.clear();
    trace.add('world', 'the weather is clear');
  });
  everyMinute(world);
  const lastMs = startMs + Math.max(profile.faultyMs, ...sent.map(({ sendAtMs }) => sendAtMs));
  const atRest = (): boolean => scheduler.nowMs() > lastMs && isAtRest(world);
  const drained = await scheduler.run(lastMs + DRAIN_MS_MAX, atRest);
  settings.onWorld?.(world);
  const violations = drained ? [] : [`not drained within ${DRAIN_MS_MAX / 3_600_000} h`];
  violations.push(...allViolations(world, scenario, profile.callFaults.has('wrong-status')));
  if (drained) violations.push(...(await replayChanges(world)));
  return {
    seed,
    violations,
    virtualMs: scheduler.nowMs() - startMs,
    calls: [...counts.sites.values()].reduce((sum, times) => sum + times, 0),
    sites: counts.sites,
    faults: counts.faults,
    mishaps: new Map([...weather.counts, ...damagesOf(scenario)]),
    trace: trace.lines(),
  };
}

const PEOPLE_MIN = 2;
const PEOPLE_MAX = 5;

function drawScenario(random: Random): Scenario {
  const systems = (['shenzhen/dream-plan', 'guangzhou/matching-grants'] as const).filter(() => random.below(2) === 0);
  const people = PEOPLE_MIN + random.below(PEOPLE_MAX - PEOPLE_MIN + 1);
  return drawNights(random, { people, nights: random.below(2) === 0 ? 1 : 2, systems });
}

function bytesOf(seed: number): (size: number) => Uint8Array {
  let drawn = 0;
  return (size) => {
    drawn += 1;
    return createHash('shake256', { outputLength: size }).update(`${seed} ${drawn}`).digest();
  };
}

/** The schedule's sweep. A minute in which the index shows nothing due is a minute in which it would do nothing. */
function everyMinute({ bridge, scheduler, weather, dueNow }: World): void {
  const tick = (): void => {
    if (dueNow()) {
      bridge.sweep();
      if (weather.strikes('two-sweepers')) bridge.sweep();
    }
    scheduler.after(SWEEP_MS, tick);
  };
  scheduler.after(SWEEP_MS, tick);
}

function isAtRest({ bridge, sender, province, bank, nextDue }: World): boolean {
  return (
    bridge.isQuiet() &&
    sender.sent.every(({ settled }) => settled) &&
    nextDue() === null &&
    province.nextDue() === null &&
    bank.nextDue() === null
  );
}

function allViolations(world: World, scenario: Scenario, wrongly: boolean): readonly string[] {
  const { bridge, province, bank } = world;
  const items = bridge.ledger.items();
  const holdings = holdingsOf(items);
  const queues = [INGEST_QUEUE, TRANSLATE_QUEUE, ...DELIVERIES.map(({ queue }) => queue)];
  return [
    ...ledgerViolations(holdings),
    ...oracleViolations(scenario.expected, holdings, province.records()),
    ...sentUnmarked(world, holdings),
    ...world.watch.violations(),
    ...world.poster.violations(),
    ...heardViolations(
      world.poster.taken,
      scenario.people,
      INDEX_KEY,
      holdings,
      // A proxy's 200 is a city's 200 to us: then it may not have heard.
      wrongly ? null : [...world.cities.values()].flatMap((city) => city.records()),
    ),
    ...newestViolations(scenario.expected.records, INDEX_KEY, holdings, province.records()),
    ...standingTwice(bank.payments()),
    ...bank.paidTwice().map((paid) => `paid twice: ${paid.length} transfers of one grant at the bank`),
    ...appliedTwice(world, holdings),
    ...leaks(
      scenario.canaries.map(({ value }) => value),
      {
        items,
        messages: queues.flatMap((url) => [...bridge.queues.messages(url), ...bridge.queues.messages(`${url}-dead`)]),
        sealed: bridge.objects.keys(VAULT).map((key) => ({ key, bytes: bridge.objects.object(VAULT, key) ?? EMPTY })),
      },
    ),
  ];
}

/**
 * An attempt that changed something twice at the province. Where both sides have lost their memory, the table by a restore and the
 * province by itself, an application may go back and forth once more; a payment may not even then.
 */
function appliedTwice({ province, weather }: World, { journal }: Holdings): readonly string[] {
  const bothForgot = weather.counts.has('table-restored') && weather.counts.has('province-forgets-duplicates');
  const money = new Set(journal.map(({ attemptId }) => attemptId));
  return province
    .appliedTwice()
    .filter((attemptId) => !bothForgot || money.has(attemptId))
    .map((attemptId) => `applied twice: ${attemptId}`);
}

/** Money leaves under an attempt that stands in the journal as being sent; a restored table may have forgotten it. */
function sentUnmarked({ watch, weather }: World, { journal }: Holdings): readonly string[] {
  if (weather.has('table-restored')) return [];
  const marked = new Set(journal.filter(({ state }) => state === 'SENDING').map(({ attemptId }) => attemptId));
  return [...watch.sent()].filter((id) => !marked.has(id)).map((id) => `sent: ${id}, which the ledger never marked`);
}

/** Of one grant at most one transfer may stand at the bank, made or to be made or of unknown state. */
function standingTwice(payments: readonly BankPayment[]): readonly string[] {
  const standing = payments.filter(({ state }) => state !== '失败' && state !== '退票');
  return [...Map.groupBy(standing, ({ grant }) => grant).values()]
    .filter((grant) => grant.length > 1)
    .map(({ length }) => `paid twice: ${length} instructions of one grant stand at the bank`);
}

/** Files damaged on their way, by what was done to them. */
function damagesOf({ batches }: Scenario): ReadonlyMap<string, number> {
  const damages = new Map<string, number>();
  for (const { damage } of batches)
    if (damage !== null) damages.set(`file ${damage}`, (damages.get(`file ${damage}`) ?? 0) + 1);
  return damages;
}

const EMPTY = Buffer.alloc(0);

/** Everything is done once more: nothing may change by it, neither in the ledger nor outside. */
async function replayChanges(world: World): Promise<readonly string[]> {
  const { bridge, scheduler, province } = world;
  const items = bridge.ledger.items();
  const before = JSON.stringify(items);
  const outside = JSON.stringify(province.figures(), bigints);
  for (const item of items) replay(bridge, item);
  world.sender.notifyAll();
  const quiet = await scheduler.run(scheduler.nowMs() + DRAIN_MS_MAX, () => bridge.isQuiet());
  if (!quiet) return ['replay: not drained'];
  return [
    ...(JSON.stringify(bridge.ledger.items()) === before ? [] : ['replay: the ledger is another']),
    ...(JSON.stringify(province.figures(), bigints) === outside ? [] : ['replay: the province is another']),
  ];
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
