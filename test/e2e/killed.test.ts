import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { createRandom } from '../../local/nights/random.ts';
import { type Deployed, deploy } from './deployed.ts';
import { withShortLeases } from './edited-assembly.ts';
import { startKillable } from './killable.ts';
import { partnerOf } from './partner.ts';

const PEOPLE = 40;
const SEEDS = [1, 2, 3, 4, 5, 6];
/** Kills fall within this long after the deployment is up. */
const LIFE_MS_MAX = 4_000;

describe('a deployment killed again and again while a night passes through it', () => {
  const assemblyDir = withShortLeases(inject('assemblyDir'));
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-e2e-'));
  let bridge: Deployed | undefined;
  afterAll(async () => {
    await bridge?.stop();
    rmSync(assemblyDir, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('completes after the last start: nothing lost, nothing twice', async () => {
    const night = smallNight({ people: PEOPLE, seed: 51 });
    const batches = new Map<NightFile, string>();
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      // Slow answers, so that a kill finds calls under way, before their effect and after it.
      const killable = await startKillable({
        dataDir,
        port: 0,
        assemblyDir,
        provinceKnobs: { stepMs: 20, latencyMs: 150, slowDrip: 0.7, dripMs: 5 },
      });
      const partner = partnerOf(killable.access);
      const pushing = pushRest(night.files, batches, partner.push);
      await pause(random.below(LIFE_MS_MAX));
      await killable.kill(random.next() < 0.5 ? 'main' : 'all');
      await pushing;
    }
    bridge = await deploy({ assemblyDir, dataDir });
    await pushRest(night.files, batches, bridge.partner.push);
    await bridge.hurry();

    const statements = await bridge.ended(night.files.map((file) => batches.get(file) ?? ''));
    expect(statements.map(({ state }) => state)).toEqual(night.files.map(() => 'SETTLED'));
    for (const [index, { rows, totalFen }] of night.files.entries()) {
      expect(statements[index]).toMatchObject({
        received: rows,
        applied: rows,
        pending: 0,
        conserved: true,
        fen: { applied: String(totalFen ?? 0) },
      });
    }
    const province = await bridge.outside.province();
    expect(province).toMatchObject({
      appliedTwice: 0,
      paidTwice: 0,
      outcomes: { unchanged: 0, refused: 0, stale: 0 },
      webhooks: { failed: 0 },
    });
    expect(province.records.map(({ kind, rows, fen }) => [kind, rows, fen])).toEqual([
      ['applicant', PEOPLE, '0'],
      ['certificate', PEOPLE, '0'],
      ['payment', PEOPLE, String(BigInt(PEOPLE) * GRANT_FEN)],
    ]);
    const { records, arrivals } = await bridge.outside.city();
    expect(records.find(({ kind }) => kind === 'payment')).toEqual({
      kind: 'payment',
      rows: PEOPLE,
      fen: String(BigInt(PEOPLE) * GRANT_FEN),
      byStatus: { 发放成功: PEOPLE },
    });
    expect(arrivals).toMatchObject({ changed: 0, stale: 0 });
    expect(bridge.deployment.stack.denied()).toEqual([]);
    const deadLetters = Object.entries(bridge.deployment.stack.queueDepths()).filter(
      ([queue, { ready }]) => queue.endsWith('DeadLetters') && ready > 0,
    );
    expect(deadLetters).toEqual([]);
  });
});

/** Sends what has not been taken yet; a push that a kill cut off is sent again by the next round, as the city would. */
async function pushRest(
  files: readonly NightFile[],
  batches: Map<NightFile, string>,
  push: Deployed['partner']['push'],
): Promise<void> {
  for (const file of files) {
    if (batches.has(file)) continue;
    const [batchId] = await push([file], []).catch(() => []);
    if (batchId === undefined) return;
    batches.set(file, batchId);
  }
}
