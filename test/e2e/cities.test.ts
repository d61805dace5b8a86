import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { figuresOf, giveBack, setLuck } from '../../local/demo/bank.ts';
import { comeToRest, runNight, sendNight } from '../../local/demo/nights.ts';
import { roundNight } from '../../local/nights/clean-nights.ts';
import { faultyNight } from '../../local/nights/faulty-night.ts';
import { matchingNight } from '../../local/nights/matching-night.ts';
import type { Night, NightFile } from '../../local/nights/night.ts';
import { shenzhenNight } from '../../local/nights/shenzhen-night.ts';
import { type Deployed, deploy } from './deployed.ts';
import { readCsv, writeCsv } from './edited.ts';

const still = (): void => undefined;
/** The row of the round, from 0, whose worker Shenzhen would pay, too. */
const PAID_IN_GUANGZHOU = 300;

/** One worker of the round: the application, and the grant in the file that holds it. */
function oneOfTheRound(): Night {
  const { files, canaries } = roundNight();
  const [applicants, , payments] = files;
  return { canaries, files: [applicants, payments].flatMap((file) => (file === undefined ? [] : [oneRow(file)])) };
}

function oneRow(file: NightFile): NightFile {
  const { header, rows } = readCsv(file.bytes);
  const totalFen = file.totalFen === null ? null : 150_000n;
  return { ...file, bytes: writeCsv(header, rows.slice(PAID_IN_GUANGZHOU, PAID_IN_GUANGZHOU + 1)), rows: 1, totalFen };
}

/** The applications the matching grants of that year hang on. */
function applicationsOf2026(): Night {
  const { files, canaries } = faultyNight();
  return { canaries, files: files.slice(0, 1) };
}

describe('two cities and a bank', () => {
  let bridge: Deployed;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
    await runNight(bridge.deployment, oneOfTheRound(), still);
  });
  afterAll(async () => await bridge.stop());

  test('a worker whom Guangzhou has paid is caught when Shenzhen would pay, and is not paid', async () => {
    const [applicants, certificates, payments] = await runNight(bridge.deployment, shenzhenNight(), still);
    expect(applicants).toMatchObject({ received: 121, applied: 121 });
    expect(certificates).toMatchObject({ received: 40, applied: 40 });
    expect(payments).toMatchObject({ received: 61, applied: 60, held: 1, conserved: true });
    expect(payments?.fen).toMatchObject({ received: '31720000', applied: '31200000', held: '520000' });
    const held = (await bridge.ledger.items()).filter(({ problem }) => problem === 'payment.already-claimed');
    expect(held).toMatchObject([{ state: 'HELD', sk: 'shenzhen/dream-plan' }]);
    const paid = await bridge.outside.exported('payment');
    expect(paid.filter(({ programmeCode }) => programmeCode === 'SZ-YMJH')).toHaveLength(60);
    expect(await bridge.outside.province()).toMatchObject({ appliedTwice: 0, paidTwice: 0 });
  });

  test('what a platform shows in pages becomes batches, once', async () => {
    const collect = async () => {
      const collected = (await bridge.deployment.stack.invoke('Collect', {
        time: '2026-11-22T15:30:00Z',
      })) as readonly {
        readonly batchId: string;
      }[];
      const earlier = await figuresOf(bridge.deployment);
      const own = collected.map(({ batchId }) => ({ tenant: 'shenzhen', batchId }));
      return await comeToRest(bridge.deployment, own, earlier, still);
    };
    const first = await collect();
    expect(first).toMatchObject([
      { kind: 'applicant', received: 120, applied: 120 },
      { kind: 'certificate', received: 30, applied: 30 },
    ]);
    expect(await collect()).toEqual(first);
  });

  test('matching grants leave through the bank; what failed, came in an unknown state, or came back later is what the province knows', async () => {
    const { deployment } = bridge;
    await runNight(deployment, applicationsOf2026(), still);
    await setLuck(deployment, { failRate: 0.2, unknownRate: 0.1 });
    const before = await figuresOf(deployment);
    const sent = await sendNight(deployment, await matchingNight());
    const [instructed, returned] = await comeToRest(deployment, sent, before, still);
    expect(instructed).toMatchObject({ received: 40, applied: 40, conserved: true });
    expect(returned).toMatchObject({ system: 'bank/payout', received: 40, applied: 40, conserved: true });
    const paid = await figuresOf(deployment);
    expect(paid).toMatchObject({ files: 1, instructed: 40, pending: 0, paidTwice: 0 });
    expect(await byStatus()).toEqual(statesOf(paid));
    expect(workbooksOfTheUnion()).toBeGreaterThan(0);

    await giveBack(deployment, 0.2);
    const [back] = await comeToRest(deployment, [], paid, still);
    const after = await figuresOf(deployment);
    expect(after.returned).toBeGreaterThan(0);
    expect(back).toMatchObject({ received: after.returned, applied: after.returned, rejected: 0, held: 0 });
    expect(await byStatus()).toEqual(statesOf(after));
    expect(await bridge.outside.province()).toMatchObject({ appliedTwice: 0, paidTwice: 0 });
    expect(deployment.stack.denied()).toEqual([]);
  });

  /** What the unions that grant on top were told, in their own form. */
  function workbooksOfTheUnion(): number {
    return globSync('simulators/guangzhou/outbox/payment/*.xlsx', { cwd: bridge.dataDir }).length;
  }

  /** The province's view of the grants that went through the bank. */
  async function byStatus(): Promise<Readonly<Record<string, number>>> {
    const all = await bridge.outside.exported('payment');
    const own = all.filter(({ batchNo }) => batchNo === 'PT-2026-01');
    return Object.fromEntries(
      [...Map.groupBy(own, ({ status }) => String(status))].map(([status, { length }]) => [status, length]),
    );
  }
});

/** How many payments stand in which state, by the bank's books; a state nobody agreed on is unknown, never failed. */
function statesOf(bank: Awaited<ReturnType<typeof figuresOf>>): Readonly<Record<string, number>> {
  const states = { SUCCESS: bank.paid, FAILED: bank.failed, UNKNOWN: bank.unknown, RETURNED: bank.returned };
  return Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0));
}
