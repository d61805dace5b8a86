import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import type { Faults } from '../../local/simulators/faults.ts';
import type { ProvinceFigures } from '../../local/simulators/province/figures.ts';
import type { ProvinceKnobs } from '../../local/simulators/province/knobs.ts';
import { type Deployed, deploy } from './deployed.ts';

const PEOPLE = 8;
const NOTHING = { latencyMs: 0, rate429: 0, rate5xx: 0, timeoutBefore: 0, timeoutAfter: 0, slowDrip: 0 };
const CALM = { ...NOTHING, busy: 0, duplicateWebhook: 0, lateWebhookMs: 0, wrongSignature: 0 };
/** A storm ends after this, or when nothing is left for it to spoil. */
const STORM_MS = 6_000;

interface Storm {
  readonly what: string;
  readonly province: Partial<ProvinceKnobs>;
  readonly city: Partial<Faults>;
  /** That something went wrong, as the figures show it, or the count of calls that were spoiled. */
  readonly wasThere: (before: ProvinceFigures, after: ProvinceFigures, spoiled: number) => boolean;
}

const STORMS: readonly Storm[] = [
  {
    what: 'asks to wait, or is out of order',
    province: { rate429: 0.45, retryAfterS: 1, rate5xx: 0.45 },
    city: { rate429: 0.45, rate5xx: 0.45 },
    wasThere: (_before, _after, spoiled) => spoiled > 0,
  },
  {
    what: 'hangs up before or after it has done what it was asked',
    province: { timeoutBefore: 0.45, timeoutAfter: 0.45, hangMs: 100 },
    city: { timeoutBefore: 0.45, timeoutAfter: 0.45, hangMs: 100 },
    wasThere: (_before, _after, spoiled) => spoiled > 0,
  },
  {
    what: 'is busy with some of the records, and answers a few bytes at a time',
    province: { busy: 0.4, slowDrip: 0.5, dripMs: 1 },
    city: { slowDrip: 0.5, dripMs: 1 },
    wasThere: (before, after) => after.outcomes.busy > before.outcomes.busy,
  },
  {
    what: 'tells things twice, late, or wrongly signed',
    province: { duplicateWebhook: 0.5, lateWebhookMs: 300, wrongSignature: 0.4 },
    city: { latencyMs: 50 },
    wasThere: (before, after) =>
      after.webhooks.duplicates > before.webhooks.duplicates &&
      after.webhooks.tries - before.webhooks.tries > after.webhooks.delivered - before.webhooks.delivered,
  },
];

describe('a province that misbehaves', () => {
  let bridge: Deployed;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
  });
  afterAll(async () => await bridge.stop());

  test.each(STORMS)('$what: in the end all settles, nothing twice', async ({ province, city, wasThere }) => {
    const seed = 60 + STORMS.findIndex((storm) => storm.province === province);
    const spoiledBefore = await spoiledCalls(bridge);
    const [before, cityBefore] = [await bridge.outside.province(), await bridge.outside.city()];
    await Promise.all([
      bridge.outside.provinceKnobs({ ...CALM, ...province }),
      bridge.outside.cityKnobs({ ...NOTHING, ...city }),
    ]);
    const { files } = smallNight({ people: PEOPLE, seed });
    const batchIds = await bridge.partner.push(files.map((file) => ({ ...file, sequence: seed * 10 + file.sequence })));
    await Promise.race([bridge.ended(batchIds).then(bridge.quiet), pause(STORM_MS)]);
    await Promise.all([bridge.outside.provinceKnobs(CALM), bridge.outside.cityKnobs(NOTHING)]);
    await bridge.hurry();

    const statements = await bridge.ended(batchIds);
    expect(statements.map(({ state, applied, conserved }) => [state, applied, conserved])).toEqual(
      files.map(({ rows }) => ['SETTLED', rows, true]),
    );
    const after = await bridge.outside.province();
    expect(after).toMatchObject({ appliedTwice: 0, paidTwice: 0, webhooks: { failed: 0, pending: 0 } });
    // A call that is made again bears the same attempt, so the province never sees the same content as something new.
    expect(after.outcomes).toMatchObject({
      applied: before.outcomes.applied + 3 * PEOPLE,
      unchanged: 0,
      stale: 0,
      refused: 0,
    });
    expect(paid(after.records) - paid(before.records)).toBe(BigInt(PEOPLE) * GRANT_FEN);
    const cityAfter = await bridge.outside.city();
    expect(paid(cityAfter.records) - paid(cityBefore.records)).toBe(BigInt(PEOPLE) * GRANT_FEN);
    expect(cityAfter.arrivals).toMatchObject({ changed: 0, stale: 0, unchanged: 0 });
    const spoiled = (await spoiledCalls(bridge)) - spoiledBefore;
    expect(wasThere(before, after, spoiled), 'the storm was there').toBe(true);
  });

  test('and meanwhile none of our own calls was refused', () => {
    expect(bridge.deployment.stack.denied()).toEqual([]);
  });
});

/** Calls the province has spoiled so far, by its own count. */
async function spoiledCalls({ deployment }: Deployed): Promise<number> {
  const counted = await fetch(`${deployment.simulators.urls['province'] ?? ''}/admin/mishaps`);
  return Object.values((await counted.json()) as Record<string, number>).reduce((sum, times) => sum + times, 0);
}

function paid(records: readonly { readonly kind: string; readonly fen: string }[]): bigint {
  return BigInt(records.find(({ kind }) => kind === 'payment')?.fen ?? 0);
}
