import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { sign } from '../../../core/webhook-signature.ts';
import type { Bridge } from '../kernel/bridge.ts';
import { INGEST_QUEUE, LANDING } from '../kernel/connections.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Weather } from '../kernel/weather.ts';
import { manifestOf, type Upload } from '../scenario/batch.ts';
import type { Push } from '../scenario/matching.ts';
import { secretOf } from './keys.ts';

/** What a partner knows of what it has sent: a file, or records at once. */
export interface Sent {
  readonly what: Upload | Push;
  batchId: string | null;
  /** The bridge's own word that nothing of it is under way any more. */
  settled: boolean;
}

export interface Sender {
  readonly send: (what: Upload | Push) => void;
  readonly sent: readonly Sent[];
  /** Asks after every batch again: the bridge may have forgotten some. */
  readonly lookAfterAll: () => void;
  /** S3 tells of every upload once more. */
  readonly notifyAll: () => void;
}

const RETRY_MS = 30_000;
const ASK_AGAIN_MS = 600_000;
const FINAL = new Set(['SETTLED', 'REFUSED', 'HELD']);

/**
 * Partners as they are asked to be: announce, upload, and ask until the batch has settled; what was not answered is said again, and
 * a batch the bridge no longer knows is announced anew.
 */
export function createSender(bridge: Bridge, scheduler: Scheduler, weather: Weather): Sender {
  const sent: Sent[] = [];
  let requests = 0;

  const call = (
    tenant: string,
    route: { readonly method: string; readonly resource: string; readonly path: Readonly<Record<string, string>> },
    body: Buffer,
    then: (status: number, body: string) => void,
  ): void => {
    requests += 1;
    const id = `req_${requests}`;
    const timestamp = String(Math.floor(scheduler.nowMs() / 1000));
    const headers = {
      'bridge-credential': tenant,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign({ secret: secretOf(`credential ${tenant}`), id, timestamp, body }),
    };
    bridge.api('batches', { ...route, headers, body }, then);
  };

  const say = (entry: Sent): void => {
    const { what } = entry;
    const resource = 'body' in what ? '/records' : '/batches';
    const body = Buffer.from(JSON.stringify('body' in what ? what.body : manifestOf(what)));
    call(what.tenant, { method: 'POST', resource, path: {} }, body, (status, text) => {
      if (status < 200 || status > 299) return scheduler.after(RETRY_MS, () => say(entry));
      const { batchId } = JSON.parse(text) as { readonly batchId: string };
      entry.batchId = batchId;
      if (!('body' in what)) upload(batchId, what.bytes);
      scheduler.after(ASK_AGAIN_MS, () => ask(entry));
    });
  };
  const upload = (batchId: string, bytes: Buffer): void => {
    const Key = keyOf(batchId);
    bridge.objects.handle(new PutObjectCommand({ Bucket: LANDING, Key, Body: bytes }));
    if (weather.strikes('lost-notification')) return;
    for (let times = weather.strikes('duplicate-notification') ? 2 : 1; times > 0; times--) notify(bridge, Key);
  };
  const ask = (entry: Sent): void => {
    const route = { method: 'GET', resource: '/batches/{id}', path: { id: entry.batchId ?? '' } };
    call(entry.what.tenant, route, Buffer.alloc(0), (status, body) => {
      if (status === 404) return say(entry);
      const state = status === 200 ? (JSON.parse(body) as { readonly state: string }).state : '';
      if (FINAL.has(state)) entry.settled = true;
      else scheduler.after(ASK_AGAIN_MS, () => ask(entry));
    });
  };
  return {
    sent,
    notifyAll: () => {
      for (const { batchId, what } of sent) if (batchId !== null && !('body' in what)) notify(bridge, keyOf(batchId));
    },
    lookAfterAll: () => {
      for (const entry of sent.filter(({ settled, batchId }) => settled && batchId !== null)) {
        entry.settled = false;
        ask(entry);
      }
    },
    send: (what) => {
      const entry: Sent = { what, batchId: null, settled: false };
      sent.push(entry);
      say(entry);
    },
  };
}

function keyOf(batchId: string): string {
  return `${batchId}/upload`;
}

/** What S3 puts on the ingest queue for a new object. */
export function notify(bridge: Bridge, key: string): void {
  const record = {
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: LANDING }, object: { key: encodeURIComponent(key) } },
  };
  const MessageBody = JSON.stringify({ Records: [record] });
  bridge.queues.handle(new SendMessageCommand({ QueueUrl: INGEST_QUEUE, MessageBody }));
  bridge.wake(INGEST_QUEUE);
}
