import { Agent, request } from 'node:http';
import { signedHeaders } from '../signature.ts';
import type { ProvinceKnobs } from './knobs.ts';
import { count, type Store } from './store.ts';
import {
  claimWebhooks,
  loseWebhook,
  nextWebhookDue,
  type QueuedWebhook,
  recoverWebhooks,
  settleWebhook,
} from './webhook-queue.ts';

export interface SenderOptions {
  readonly store: Store;
  /** Where events go: the bridge's `…/v1/webhooks/province`. */
  readonly url: string;
  readonly secret: string;
  readonly knobs: () => ProvinceKnobs;
  readonly now: () => number;
  readonly random: () => number;
  /** Waits after the 1st, 2nd, … try that was not answered 2xx; after the last the event is given up. */
  readonly retryDelaysMs: readonly number[];
}

export interface Sender {
  /** Something may be due. */
  kick(): void;
  pause(paused: boolean): void;
  /** Waits for what is on its way. */
  stop(): Promise<void>;
}

/** @default after 1 s, 2 s, 5 s, 30 s, 5 min, 30 min, 2 h */
export const RETRY_DELAYS_MS: readonly number[] = [1000, 2000, 5000, 30_000, 300_000, 1_800_000, 7_200_000];
const CLAIM_AT_ONCE = 64;
/** A timer can't wait longer than this. */
const WAIT_MAX_MS = 60_000;

export function startSender(options: SenderOptions): Sender {
  const { store, now, knobs } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ready: QueuedWebhook[] = [];
  const flying = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let paused = false;
  let stopped = false;

  const kick = (): void => {
    clearTimeout(timer);
    if (paused || stopped) return;
    // One reading of the clock for both questions: an event due between two readings would be missed by both.
    const nowMs = now();
    if (ready.length === 0) ready.push(...claimWebhooks(store, nowMs, CLAIM_AT_ONCE));
    while (flying.size < knobs().webhookConcurrency) {
      const webhook = ready.shift();
      if (webhook === undefined) break;
      const flight: Promise<void> = deliver(options, agent, webhook).finally(() => {
        flying.delete(flight);
        kick();
      });
      flying.add(flight);
    }
    const next = nextWebhookDue(store, nowMs);
    if (next !== null) timer = setTimeout(kick, Math.min(next - nowMs, WAIT_MAX_MS));
  };

  recoverWebhooks(store);
  kick();
  return {
    kick,
    pause: (value) => {
      paused = value;
      kick();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      agent.destroy();
      await Promise.all(flying);
    },
  };
}

async function deliver(options: SenderOptions, agent: Agent, webhook: QueuedWebhook): Promise<void> {
  const { store, knobs, now, random, retryDelaysMs } = options;
  if (knobs().loseWebhook > 0 && random() < knobs().loseWebhook) return loseWebhook(store, webhook.id);
  const forged = random() < knobs().wrongSignature;
  if (forged) count(store, 'forgedWebhooks');
  const answer = await post(options, agent, webhook, forged);
  const delivered = typeof answer === 'number' && answer >= 200 && answer < 300;
  const delay = retryDelaysMs[webhook.tries];
  settleWebhook(store, webhook.id, String(answer), delivered, delay === undefined ? null : now() + delay);
  if (delivered && random() < knobs().duplicateWebhook) {
    count(store, 'duplicateWebhooks');
    await post(options, agent, webhook, false);
  }
}

/** @returns the status of the answer, or why there was none */
function post(options: SenderOptions, agent: Agent, webhook: QueuedWebhook, spoilt: boolean): Promise<number | string> {
  const { secret, now, knobs, url } = options;
  const signed = signedHeaders(
    spoilt ? `whsec_${Buffer.from('not the secret').toString('base64')}` : secret,
    webhook.webhookId,
    now(),
    webhook.body,
  );
  return new Promise((resolve) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(webhook.body), ...signed },
      signal: AbortSignal.timeout(knobs().webhookTimeoutMs),
    });
    outgoing.on('error', (error) => resolve(error.name === 'AbortError' ? 'time-out' : error.message));
    outgoing.on('response', (response) => {
      response.on('error', () => resolve('connection lost'));
      response.on('end', () => resolve(response.statusCode ?? 'no status'));
      response.resume();
    });
    outgoing.end(webhook.body);
  });
}
