import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { NO_FAULTS } from '../../local/simulators/faults.ts';
import type { Random } from '../../local/nights/random.ts';
import { CALM_CITY, CALM_PROVINCE, drawSpell } from './weather.ts';

type Urls = Readonly<Record<string, string>>;
/** How often each fault happened, by kind. */
export type Mishaps = Readonly<Record<string, number>>;

/** The knobs of one spell, by tenant. */
export type Weather = Readonly<Record<string, object>>;

export const CALM: Weather = {
  province: CALM_PROVINCE,
  guangzhou: CALM_CITY,
  shenzhen: CALM_CITY,
  bank: { ...CALM_CITY, failRate: 0, unknownRate: 0 },
};
/** A share of what the bank is told to pay fails, or comes back in a state nobody has agreed on. */
const LUCK = { failRate: 0.1, unknownRate: 0.05 };
const SHARE_OF_CALM = 0.25;

/** What the next seconds are like, and how many of them. */
export function drawWeather(random: Random): { readonly ms: number; readonly weather: Weather } {
  const { ms, province, city, bank } = drawSpell(random);
  if (random.next() < SHARE_OF_CALM) return { ms, weather: CALM };
  return { ms, weather: { province, guangzhou: city, shenzhen: drawSpell(random).city, bank: { ...bank, ...LUCK } } };
}

/** Turns the knobs; a simulator that is not there just now has none to turn. */
export async function turn(urls: Urls, weather: Weather): Promise<void> {
  await Promise.all(
    Object.entries(weather).map(async ([tenant, knobs]) => {
      const retryAfterS = NO_FAULTS.retryAfterS;
      await ask(urls, tenant, 'PUT', '/admin/faults', { retryAfterS, ...knobs });
    }),
  );
}

/** 退票: some of what the bank has paid comes back. */
export async function giveBack(urls: Urls, share: number): Promise<void> {
  await ask(urls, 'bank', 'POST', '/admin/returns', { share });
}

/** What the simulators have counted since they were started. */
export async function mishapsAt(urls: Urls): Promise<Mishaps> {
  const each = await Promise.all(
    Object.keys(CALM).map(async (tenant) => ((await ask(urls, tenant, 'GET', '/admin/mishaps')) ?? {}) as Mishaps),
  );
  return sumOf(each);
}

export function sumOf(all: readonly Mishaps[]): Mishaps {
  const sum: Record<string, number> = {};
  for (const one of all) for (const [kind, count] of Object.entries(one)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

/**
 * What 粤工惠 has not got through waits up to two hours for its next try; while nobody runs, the wait ends. Its retries themselves are
 * left to it.
 */
export function endWaitsForWebhooks(dataDir: string): void {
  const folder = join(dataDir, 'simulators', 'province');
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'province.sqlite'));
  db.exec("UPDATE webhooks SET due_ms = 0 WHERE state IN ('pending', 'sending')");
  db.close();
}

/** `undefined` where nobody answers: it is being killed or started. */
async function ask(urls: Urls, tenant: string, method: string, path: string, body?: object): Promise<unknown> {
  const url = urls[tenant];
  if (url === undefined) throw new Error(`there is no ${tenant}`);
  const answer = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(2_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (answer === undefined) return undefined;
  if (!answer.ok) throw new Error(`${tenant} answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  return await answer.json().catch(() => undefined);
}
