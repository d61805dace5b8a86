import { setTimeout as pause } from 'node:timers/promises';
import type { Reconciliation } from '../../adapters/ledger/reconciliations.ts';
import { type Amount, subtract, sum } from '../../core/ledger/tally.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { askAsOperator } from './operators-api.ts';

/** One programme's records of one kind, compared. */
export interface Compared {
  readonly reconciliationId: string;
  readonly programme: string;
  readonly kind: Kind;
  readonly run: number;
  readonly state: Reconciliation['state'];
  readonly problem: string | null;
  /** With its control totals; `null` where nothing could be compared. */
  readonly statement: ReconciliationStatement | null;
}

export interface ProgrammeTotals {
  readonly programme: string;
  readonly year: number;
  readonly city: Amount;
  readonly province: Amount;
}

const POLL_MS = 500;
const PATIENCE_MS = 120_000;

/** Lets the province's export of a night be taken in: at two in the morning in China, some minutes later for every further one. */
export async function takeExports({ stack }: Deployment, night: string, run: number): Promise<void> {
  const time = new Date(Date.parse(`${night}T18:00:00Z`) + run * 60_000).toISOString();
  await stack.invoke('CollectExports', { time });
}

/** Compares both sides of a night: by the clock the first time, because an operator asks for it after that. */
export async function compareNight(deployment: Deployment, night: string, run: number): Promise<readonly Compared[]> {
  if (run === 1) await deployment.stack.invoke('Reconcile', { time: `${night}T20:00:00Z` });
  else await askAsOperator(deployment, 'POST', '/reconciliations', { night });
  for (const began = Date.now(); ;) {
    const all = (await listed(deployment, night)).filter((each) => each.run === run);
    if (all.length > 0 && all.every(({ state }) => state !== 'RUNNING') && queueIsEmpty(deployment))
      return await Promise.all(all.map(({ reconciliationId }) => shown(deployment, reconciliationId)));
    if (Date.now() - began > PATIENCE_MS) throw new Error(`the comparison of ${night} has not ended`);
    await pause(POLL_MS);
  }
}

async function listed(deployment: Deployment, night: string): Promise<readonly Compared[]> {
  const answer = (await askAsOperator(deployment, 'GET', `/reconciliations?night=${night}&limit=200`)) as {
    readonly reconciliations: readonly Compared[];
  };
  return answer.reconciliations;
}

async function shown(deployment: Deployment, id: string): Promise<Compared> {
  return (await askAsOperator(deployment, 'GET', `/reconciliations/${id}`)) as Compared;
}

function queueIsEmpty({ stack }: Deployment): boolean {
  return Object.entries(stack.queueDepths()).every(
    ([name, { ready, inFlight, delayed }]) => !name.includes('ReconcileQueue') || ready + inFlight + delayed === 0,
  );
}

/** What both sides hold of the payments of each programme and year; without what the ledger keeps back, which no side has taken. */
export function programmeTotals(compared: readonly Compared[]): readonly ProgrammeTotals[] {
  const totals = compared.flatMap(({ kind, statement }) => (kind === 'payment' ? (statement?.totals ?? []) : []));
  const groups = Map.groupBy(totals, ({ programme, year }) => `${programme} ${year}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) => {
      if (first === undefined) return [];
      const all = [first, ...others];
      const city = subtract(sum(all.map(({ ofCity }) => ofCity)), sum(all.map(({ ofHeld }) => ofHeld)));
      const { programme, year } = first;
      return [{ programme, year, city, province: sum(all.map(({ ofProvince }) => ofProvince)) }];
    });
}

/** How often each discrepancy occurs, in all of them together. */
export function discrepancyCounts(compared: readonly Compared[]): Readonly<Partial<Record<Discrepancy, number>>> {
  const counts: Partial<Record<Discrepancy, number>> = {};
  for (const { code, count } of compared.flatMap(({ statement }) => statement?.discrepancies ?? []))
    counts[code] = (counts[code] ?? 0) + count;
  return counts;
}
