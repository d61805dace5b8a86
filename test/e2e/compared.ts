import { expect } from 'vitest';
import { type SpoiltRound, mendBooks, spoilBooks } from '../../local/demo/books.ts';
import { askAsOperator } from '../../local/demo/operators-api.ts';
import { compareNight, takeExports } from '../../local/demo/reconcile-night.ts';
import type { Deployed } from './deployed.ts';
import type { LedgerItem } from './ledger.ts';
import { until } from './until.ts';

/** The province's books spoiled and a night compared three times: repairs go out, cases are found again, are worked on, and close. */
export async function compareThrice(bridge: Deployed, night: string, round: SpoiltRound): Promise<void> {
  const { deployment } = bridge;
  const exportsTaken = async (run: number): Promise<void> => {
    await takeExports(deployment, night, run);
    const settled = ({ state, manifest }: LedgerItem) =>
      state !== 'AWAITING_UPLOAD' || purposeOf(manifest) !== 'export';
    await until(
      'the exports to be taken in',
      () => batchesOf(bridge),
      (batches) => batches.every(settled),
    );
  };
  await spoilBooks(deployment, round);
  await exportsTaken(1);
  // The event comes twice: the same batches are announced again.
  await exportsTaken(1);
  await compareNight(deployment, night, 1);
  await until(
    'what the province lacked to go again',
    async () => {
      const repairs = (await batchesOf(bridge)).filter(({ manifest }) => purposeOf(manifest) === 'repair');
      const open = (await bridge.ledger.items()).filter((item) => 'duePk' in item);
      return { repairs, open: open.filter(({ pk }) => repairs.some((batch) => batch.pk === pk)) };
    },
    ({ repairs, open }) => repairs.length > 0 && open.length === 0,
  );
  await exportsTaken(2);
  await compareNight(deployment, night, 2);
  await workOnOne(bridge);
  await mendBooks(deployment);
  await exportsTaken(3);
  await sweptUp(bridge, night);
}

async function batchesOf({ ledger }: Deployed): Promise<readonly LedgerItem[]> {
  return (await ledger.items()).filter(({ pk, sk }) => pk.startsWith('B#') && sk === '0');
}

function purposeOf(manifest: unknown): unknown {
  return (manifest as { readonly purpose?: string }).purpose;
}

/** One case is looked at and noted upon; a report is fetched. */
async function workOnOne({ deployment }: Deployed): Promise<void> {
  const { discrepancies } = (await askAsOperator(deployment, 'GET', '/discrepancies?kind=payment')) as {
    readonly discrepancies: readonly { readonly discrepancyId: string; readonly reconciliationId: string }[];
  };
  const [one] = discrepancies;
  if (one === undefined) throw new Error('nothing was found');
  const { discrepancyId } = one;
  expect(await askAsOperator(deployment, 'GET', `/discrepancies/${discrepancyId}`)).toMatchObject({
    evidence: expect.anything() as unknown,
  });
  const note = { discrepancyId, text: '已致电省平台核对' };
  await askAsOperator(deployment, 'POST', `/discrepancies/${discrepancyId}/notes`, note);
  const { reports } = (await askAsOperator(deployment, 'GET', `/reconciliations/${one.reconciliationId}`)) as {
    readonly reports: Readonly<Record<string, string>> | null;
  };
  for (const url of Object.values(reports ?? {})) expect((await fetch(url)).status).toBe(200);
}

/** A comparison whose message was lost: the sweep sends another one. */
async function sweptUp({ deployment, ledger }: Deployed, night: string): Promise<void> {
  await until(
    'a comparison the sweep has to send again',
    async () => {
      // 409 while the one before runs.
      await askAsOperator(deployment, 'POST', '/reconciliations', { night }).catch(() => undefined);
      const running = (await ledger.items()).filter((item) => item.pk.startsWith('Q#') && 'duePk' in item);
      for (const item of running) await ledger.makeDue(item).catch(() => undefined);
      await deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
      return deployment.stack.unusedGrants();
    },
    (unused) => !unused.some(({ functionName, resource }) => /Sweep/.test(functionName) && /Reconcile/.test(resource)),
  );
  await until(
    'all comparisons to end',
    async () => (await ledger.items()).filter((item) => item.pk.startsWith('Q#') && 'duePk' in item),
    (running) => running.length === 0,
  );
}
