import { setTimeout as pause } from 'node:timers/promises';
import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import { createRandom } from '../../local/nights/random.ts';
import { type Deployed, deploy } from '../e2e/deployed.ts';
import type { Statement } from '../e2e/partner.ts';
import { CALM_CITY, CALM_PROVINCE, drawSpells, type Spell } from './weather.ts';

export interface Outcome {
  readonly seed: number;
  readonly people: number;
  readonly spells: readonly Spell[];
  /** What must never be, and was; empty = the night is proved. */
  readonly violations: readonly string[];
  readonly ms: number;
}

const PEOPLE_MIN = 4;
const PEOPLE_MAX = 24;
/** Nights of different seeds have different people below this. */
export const SEEDS = 400;

/** Sends one night through a deployment of its own while the outside world misbehaves, lets the weather clear, and counts. */
export async function simulateNight(assemblyDir: string, seed: number): Promise<Outcome> {
  const started = performance.now();
  const random = createRandom(seed);
  const people = PEOPLE_MIN + random.below(PEOPLE_MAX - PEOPLE_MIN + 1);
  const spells = drawSpells(random);
  const bridge = await deploy({ assemblyDir });
  try {
    const violations = await sendNight(bridge, seed, people, spells).catch((error: unknown) => [String(error)]);
    return { seed, people, spells, violations, ms: Math.round(performance.now() - started) };
  } finally {
    await bridge.stop();
  }
}

async function sendNight(
  bridge: Deployed,
  seed: number,
  people: number,
  spells: readonly Spell[],
): Promise<readonly string[]> {
  const { partner, outside } = bridge;
  const { files } = smallNight({ people, seed });
  const [first] = spells;
  if (first !== undefined) await turn(bridge, first);
  // The bridge itself behaves: what is pushed is taken, whatever the weather outside.
  const batchIds = await partner.push(files);
  for (const spell of spells) {
    await turn(bridge, spell);
    await pause(spell.ms);
  }
  await Promise.all([outside.provinceKnobs(CALM_PROVINCE), outside.cityKnobs(CALM_CITY)]);
  await bridge.hurry();
  const statements = await bridge.ended(batchIds);
  return [
    ...statements.flatMap((statement, index) =>
      unproved(statement, files[index]?.rows ?? 0, String(files[index]?.totalFen ?? 0)),
    ),
    ...(await wrongs(bridge, people)),
  ];
}

async function turn({ outside }: Deployed, { province, city }: Spell): Promise<void> {
  await Promise.all([outside.provinceKnobs(province), outside.cityKnobs(city)]);
}

/** A clean night: every row of it is applied. */
function unproved(statement: Statement, rows: number, fen: string): readonly string[] {
  const { fileName, state, received, applied, unchanged, rejected, held, pending, conserved } = statement;
  const whole = conserved && received === applied + unchanged + rejected + held && statement.fen.received === fen;
  const fine = whole && state === 'SETTLED' && applied === rows && statement.fen.applied === fen;
  return fine
    ? []
    : [
        `${fileName}: ${rows} rows, ${fen} 分: ${JSON.stringify({ state, received, applied, unchanged, rejected, held, pending, conserved, fen: statement.fen })}`,
      ];
}

async function wrongs({ outside, deployment, log }: Deployed, people: number): Promise<readonly string[]> {
  const [province, city] = [await outside.province(), await outside.city()];
  const total = String(BigInt(people) * GRANT_FEN);
  const deadLetters = Object.entries(deployment.stack.queueDepths()).filter(
    ([queue, { ready }]) => queue.endsWith('DeadLetters') && ready > 0,
  );
  const checks: readonly (readonly [string, unknown, unknown])[] = [
    ['applied twice at the province', province.appliedTwice, 0],
    ['paid twice', province.paidTwice, 0],
    ['records the province applied', province.outcomes.applied, 3 * people],
    ['records the province refused', province.outcomes.refused, 0],
    ['records sent again under another attempt', province.outcomes.unchanged + province.outcomes.stale, 0],
    ['分 at the province', province.records.find(({ kind }) => kind === 'payment')?.fen, total],
    ['webhooks given up', province.webhooks.failed, 0],
    ['payments settled at the city', city.records.find(({ kind }) => kind === 'payment')?.byStatus['发放成功'], people],
    ['分 at the city', city.records.find(({ kind }) => kind === 'payment')?.fen, total],
    ['rows that reached the city twice', city.arrivals.unchanged + city.arrivals.stale + city.arrivals.changed, 0],
    ['calls that AWS would have refused', deployment.stack.denied().length, 0],
    ['dead letters', deadLetters.length, 0],
    ['errors in the log', log.filter((line) => line.includes('"level":"ERROR"')).length, 0],
  ];
  return checks.flatMap(([what, actual, expected]) =>
    actual === expected ? [] : [`${what}: ${String(actual)}, not ${String(expected)}`],
  );
}
