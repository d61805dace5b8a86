import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../deployment/deployment.ts';
import type { Night } from '../nights/night.ts';
import type { OutboxFigures } from '../simulators/guangzhou/outbox.ts';
import { pushNight } from '../simulators/guangzhou/push.ts';
import type { ProvinceFigures } from '../simulators/province/figures.ts';
import type { BankFigures } from '../simulators/bank/accounts.ts';
import { figuresOf, returnsIn } from './bank.ts';
import { type BatchView, isSettled, type OwnedBatch, showBatch } from './bridge-api.ts';

/** How far a night is, in rows of its files and events of the province. */
export interface NightProgress {
  readonly receivedRows: number;
  readonly settledRows: number;
  readonly eventsDelivered: number;
  readonly eventsPending: number;
}

const POLL_MS = 1_000;
/** A quiet moment between two steps is no end: everything has to be quiet twice in a row. */
const QUIET_POLLS = 2;

/** Sends a night's files as their cities do and waits until all of it has come to rest on every side. */
export async function runNight(
  deployment: Deployment,
  night: Night,
  onProgress: (progress: NightProgress) => void,
): Promise<readonly BatchView[]> {
  const earlier = await figuresOf(deployment);
  return await comeToRest(deployment, await sendNight(deployment, night), earlier, onProgress);
}

export async function sendNight({ access }: Deployment, { files }: Night): Promise<readonly OwnedBatch[]> {
  const pushed: OwnedBatch[] = [];
  for (const [tenant, own] of Map.groupBy(files, ({ system }) => tenantOf(system))) {
    const partner = access.partners[tenant];
    if (partner === undefined) throw new Error(`no credential for ${tenant}`);
    const { credentialId, secret } = partner;
    const batches = await pushNight({ bridgeUrl: access.apiUrl, credentialId, secret, files: own });
    pushed.push(...batches.map(({ batchId }) => ({ tenant, batchId })));
  }
  return pushed;
}

/** These batches, and the returns the bank has sent since `earlier`, once nothing moves any more, in them or anywhere else. */
export async function comeToRest(
  deployment: Deployment,
  batches: readonly OwnedBatch[],
  earlier: BankFigures,
  onProgress: (progress: NightProgress) => void,
): Promise<readonly BatchView[]> {
  const { access } = deployment;
  for (let quiet = 0; ;) {
    const bank = await figuresOf(deployment);
    const returns = returnsIn(bank).slice(returnsIn(earlier).length);
    const views = await Promise.all([...batches, ...returns].map((batch) => showBatch(access, batch)));
    const province = await provinceFigures(deployment);
    onProgress({
      receivedRows: views.reduce((rows, view) => rows + view.received, 0),
      settledRows: views.reduce((rows, view) => rows + view.received - view.pending, 0),
      eventsDelivered: province.webhooks.delivered,
      eventsPending: province.webhooks.pending + province.walking,
    });
    const atRest =
      views.every(isSettled) &&
      province.walking === 0 &&
      province.webhooks.pending === 0 &&
      bank.pending + bank.unsent === 0 &&
      queuesAreEmpty(deployment);
    quiet = atRest ? quiet + 1 : 0;
    if (quiet === QUIET_POLLS) return views;
    await pause(POLL_MS);
  }
}

export async function provinceFigures({ simulators }: Deployment): Promise<ProvinceFigures> {
  return (await (await fetch(`${simulators.provinceUrl}/admin/stats`)).json()) as ProvinceFigures;
}

export async function outboxFigures({ simulators }: Deployment): Promise<OutboxFigures> {
  return (await (await fetch(`${simulators.guangzhouUrl}/admin/stats`)).json()) as OutboxFigures;
}

function tenantOf(system: string): string {
  return system.slice(0, system.indexOf('/'));
}

function queuesAreEmpty({ stack }: Deployment): boolean {
  return Object.entries(stack.queueDepths()).every(
    ([name, { ready, inFlight, delayed }]) => name.endsWith('DeadLetters') || ready + inFlight + delayed === 0,
  );
}
