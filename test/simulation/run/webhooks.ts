import type { Random } from '../../../local/nights/random.ts';
import type { Bridge } from '../kernel/bridge.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Weather } from '../kernel/weather.ts';
import type { DueWebhook, ProvinceModel } from '../outside/province.ts';

export interface WebhookPoster {
  /** Looks for what is due: after a call that may have led to an event. */
  readonly wake: () => void;
  /** Ids of events that were never posted. */
  readonly lost: ReadonlySet<string>;
  /** Bodies the bridge has taken, by id. */
  readonly taken: ReadonlyMap<string, Buffer>;
  /** What the bridge should have refused. */
  readonly violations: () => readonly string[];
}

const LATE_MS = 1_800_000;

/** The province posts its events, one after the other per record, until each is answered 2xx. */
export function createWebhookPoster(
  province: ProvinceModel,
  bridge: Bridge,
  {
    scheduler,
    weather,
    random,
    headersOf,
  }: {
    readonly scheduler: Scheduler;
    readonly weather: Weather;
    readonly random: Random;
    /** As the province signs now. */
    readonly headersOf: (id: string, body: Buffer) => Readonly<Record<string, string>>;
  },
): WebhookPoster {
  const lost = new Set<string>();
  const taken = new Map<string, Buffer>();
  const violations = new Set<string>();
  const underWay = new Set<string>();
  let wakesAtMs = Number.POSITIVE_INFINITY;

  const wake = (): void => {
    const due = province.nextDue();
    if (due === null) return;
    const atMs = Math.max(due.getTime(), scheduler.nowMs() + 1);
    if (atMs >= wakesAtMs) return;
    wakesAtMs = atMs;
    scheduler.after(atMs - scheduler.nowMs(), () => {
      if (wakesAtMs !== atMs) return;
      wakesAtMs = Number.POSITIVE_INFINITY;
      for (const webhook of province.dueWebhooks(new Date(scheduler.nowMs()))) post(webhook);
      if (underWay.size === 0) wake();
    });
  };
  const post = (webhook: DueWebhook): void => {
    const { id } = webhook;
    if (underWay.has(id)) return;
    if (weather.strikes('lost-webhook')) {
      lost.add(id);
      province.delivered(id);
      return wake();
    }
    underWay.add(id);
    scheduler.after(weather.strikes('late-webhook') ? random.below(LATE_MS) : 0, () => {
      // A late one is signed when it leaves.
      const late = province.dueWebhooks(new Date(scheduler.nowMs())).find((each) => each.id === id);
      const signed = late ?? webhook;
      if (weather.strikes('forged-webhook'))
        bridge.api('webhook', callOf(forged(signed)), (status) => {
          if (isTaken(status)) violations.add('webhook: a forged event was taken');
        });
      if (weather.strikes('repeated-webhook')) {
        bridge.api('webhook', callOf(signed), () => undefined);
        postTwoOfOneId(`two_${id}`);
      }
      bridge.api('webhook', callOf(signed), (status) => {
        underWay.delete(id);
        if (isTaken(status)) {
          taken.set(id, signed.body);
          province.delivered(id);
        } else province.notDelivered(id);
        wake();
      });
    });
  };
  /** Two notices under one id, at once: the bridge may take one of them. */
  const postTwoOfOneId = (id: string): void => {
    let first: number | null = null;
    for (const times of [1, 2]) {
      const body = noticeOf(id, times);
      bridge.api('webhook', callOf({ headers: headersOf(id, body), body }), (status) => {
        // A table that was put back may have forgotten the first.
        if (!isTaken(status) || weather.has('table-restored')) return;
        if (first !== null) violations.add('webhook: two events of one id were taken');
        first = times;
      });
    }
  };
  return { wake, lost, taken, violations: () => [...violations] };
}

/** Another body under the same signature: somebody else's words in the province's name. */
function forged(webhook: DueWebhook): DueWebhook {
  const body = Buffer.from(webhook.body.toString('utf8').replace('"sequence":', '"sequence":1'));
  return { ...webhook, body };
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

function noticeOf(id: string, times: number): Buffer {
  return Buffer.from(
    JSON.stringify({ type: 'notice.published', timestamp: '2026-11-21T01:00:00+08:00', data: { id, times } }),
  );
}

function callOf({ headers, body }: Pick<DueWebhook, 'headers' | 'body'>) {
  return { method: 'POST', resource: '/webhooks/province', path: {}, headers, body };
}
