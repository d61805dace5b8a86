import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../deployment/deployment.ts';
import type { Night } from '../nights/night.ts';
import type { OutboxFigures } from '../simulators/guangzhou/outbox.ts';
import { pushNight } from '../simulators/guangzhou/push.ts';
import type { ProvinceFigures } from '../simulators/province/figures.ts';
import { type BatchView, isSettled, showBatch } from './bridge-api.ts';

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

/** Sends a night's files as the city does and waits until all of it has come to rest on every side. */
export async function runNight(
  deployment: Deployment,
  night: Night,
  onProgress: (progress: NightProgress) => void,
): Promise<readonly BatchView[]> {
  const { access } = deployment;
  const partner = access.partners['guangzhou'];
  if (partner === undefined) throw new Error('no credential for guangzhou');
  const pushed = await pushNight({
    bridgeUrl: access.apiUrl,
    credentialId: partner.credentialId,
    secret: partner.secret,
    files: night.files,
  });
  for (let quiet = 0; ;) {
    const views = await Promise.all(pushed.map(({ batchId }) => showBatch(access, batchId)));
    const province = await provinceFigures(deployment);
    onProgress({
      receivedRows: views.reduce((rows, view) => rows + view.received, 0),
      settledRows: views.reduce((rows, view) => rows + view.received - view.pending, 0),
      eventsDelivered: province.webhooks.delivered,
      eventsPending: province.webhooks.pending + province.walking,
    });
    const atRest =
      views.every(isSettled) && province.walking === 0 && province.webhooks.pending === 0 && queuesAreEmpty(deployment);
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

function queuesAreEmpty({ stack }: Deployment): boolean {
  return Object.entries(stack.queueDepths()).every(
    ([name, { ready, inFlight, delayed }]) => name.endsWith('DeadLetters') || ready + inFlight + delayed === 0,
  );
}
