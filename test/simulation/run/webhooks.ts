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
}

const LATE_MS = 1_800_000;

/** The province posts its events, one after the other per record, until each is answered 2xx. */
export function createWebhookPoster(
  province: ProvinceModel,
  bridge: Bridge,
  { scheduler, weather, random }: { readonly scheduler: Scheduler; readonly weather: Weather; readonly random: Random },
): WebhookPoster {
  const lost = new Set<string>();
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
      if (weather.strikes('forged-webhook')) bridge.api('webhook', callOf(forged(signed)), () => undefined);
      if (weather.strikes('repeated-webhook')) bridge.api('webhook', callOf(signed), () => undefined);
      bridge.api('webhook', callOf(signed), (status) => {
        underWay.delete(id);
        if (status >= 200 && status < 300) province.delivered(id);
        else province.notDelivered(id);
        wake();
      });
    });
  };
  return { wake, lost };
}

/** Another body under the same signature: somebody else's words in the province's name. */
function forged(webhook: DueWebhook): DueWebhook {
  const body = Buffer.from(webhook.body.toString('utf8').replace('"sequence":', '"sequence":1'));
  return { ...webhook, body };
}

function callOf({ headers, body }: DueWebhook) {
  return { method: 'POST', resource: '/webhooks/province', path: {}, headers, body };
}
