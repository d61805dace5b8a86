import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { secretKeys } from '../../../adapters/secrets/secrets.ts';
import type { Item } from '../../../adapters/ledger/table.ts';
import type { Random } from '../../../local/nights/random.ts';
import type { Bridge } from '../kernel/bridge.ts';
import { DELIVERIES, TRANSLATE_QUEUE } from '../kernel/connections.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import type { Weather } from '../kernel/weather.ts';
import type { ProvinceModel } from '../outside/province.ts';
import { putSecret, secretOf } from './keys.ts';
import type { Keyring } from './keyring.ts';

export interface Stage {
  readonly bridge: Bridge;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly weather: Weather;
  readonly trace: Trace;
  readonly province: ProvinceModel;
  readonly keyring: Keyring;
  /** The table is as it was: whoever knows of batches looks after them again. */
  readonly onRestored: (restoredToMs: number) => void;
}

const OUTAGE_MS_MAX = 600_000;
const PROVINCE = 'province/yuegonghui';
/** Two secrets are valid for so long; the bridge remembers an opened one for a minute. */
const CHANGE_OVER_MS = 900_000;

/** Lets the mishaps happen that happen once, at moments of the faulty time. */
export function scheduleMishaps(stage: Stage, faultyMs: number): void {
  const { random, scheduler, weather, trace } = stage;
  const once: readonly (readonly [Parameters<Weather['has']>[0], () => void])[] = [
    ['kms-outage', () => outage(stage)],
    ['secret-rotation', () => rotate(stage)],
    ['table-restored', () => restoreLater(stage, random.below(faultyMs))],
    ['stop-and-restart', () => stage.bridge.lambda.killAll()],
    ['operator-replay', () => replaySome(stage)],
    ['province-forgets-duplicates', () => stage.province.forgetDuplicates()],
    ['province-lands-late', () => stage.province.landLate(1 + random.below(120_000))],
  ];
  for (const [mishap, happen] of once) {
    if (!weather.has(mishap)) continue;
    // One change-over at a time.
    for (let times = mishap === 'secret-rotation' ? 1 : 1 + random.below(3); times > 0; times--)
      scheduler.after(random.below(faultyMs), () => {
        if (!weather.happens(mishap)) return;
        trace.add('world', mishap);
        happen();
      });
  }
}

function outage({ bridge, scheduler, random, trace }: Stage): void {
  bridge.keys.disable();
  scheduler.after(random.below(OUTAGE_MS_MAX), () => {
    trace.add('world', 'KMS is back');
    bridge.keys.enable();
  });
}

/** The province and the bridge change over to a new secret: both sides take either for a while. */
function rotate({ bridge, scheduler, keyring }: Stage): void {
  const before = keyring.current();
  const next = secretOf(`${before}#next`);
  keyring.accept(next);
  const notAfter = new Date(scheduler.nowMs() + CHANGE_OVER_MS).toISOString();
  const secrets = [{ secret: next }, { secret: before, notAfter }];
  const services = { dynamodb: bridge.ledger, kms: bridge.keys };
  void changeOver();

  async function changeOver(): Promise<void> {
    try {
      await putSecret(services, secretKeys.owner(PROVINCE), { type: 'signing', secrets });
    } catch {
      // KMS is out: whoever rotates tries again another day.
      return;
    }
    scheduler.after(CHANGE_OVER_MS / 2, () => keyring.signWith(next));
    scheduler.after(CHANGE_OVER_MS, () => keyring.drop(before));
  }
}

/** The table is put back to how it was some time before; everything that ran is stopped, the queues keep what they have. */
function restoreLater({ bridge, scheduler, trace, weather, onRestored }: Stage, ms: number): void {
  const copy = bridge.ledger.copy();
  const restoredToMs = scheduler.nowMs();
  scheduler.after(ms, () => {
    if (weather.isClear()) return;
    trace.add('world', `the table is as it was ${(ms / 1000).toFixed(0)} s ago`);
    bridge.lambda.killAll();
    bridge.ledger.restore(copy);
    onRestored(restoredToMs);
  });
}

/** Somebody sends work on its way again that is under way, or done. */
function replaySome({ bridge, random }: Stage): void {
  for (const item of bridge.ledger.items()) if (random.below(2) === 0) replay(bridge, item);
}

/** Puts the message of one piece of work, or of an event, on its queue, whatever its state is. */
export function replay(bridge: Bridge, item: Item): void {
  const pk = String(item['pk']);
  const sk = String(item['sk']);
  if (pk.startsWith('W#')) {
    const message = { v: 1, type: 'event', webhookId: pk.slice(2), hash: item['hash'] };
    return put(bridge, TRANSLATE_QUEUE, message);
  }
  const { type, destination, hash } = item;
  if (type !== 'chunk' && type !== 'delivery') return;
  const queue = type === 'chunk' ? TRANSLATE_QUEUE : DELIVERIES.find(({ system }) => system === destination)?.queue;
  if (queue !== undefined) put(bridge, queue, { v: 1, type, pk, sk, hash });
}

function put(bridge: Bridge, url: string, message: object): void {
  bridge.queues.handle(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
  bridge.wake(url);
}
