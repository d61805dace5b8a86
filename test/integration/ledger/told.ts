import { keep } from '../../../functions/webhook/keep.ts';
import type { EventMessage } from '../../../schemas/message.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import type { TestProvince } from './destination.ts';
import type { Ground } from './ground.ts';

export interface Told {
  readonly webhookId: string;
  readonly message: EventMessage;
}

let ids = 0;

/** An event of the province, kept as the webhook keeps it, its message taken off the queue. */
export async function toldTo(
  ground: Ground,
  { declarationNo, programmeCode, programmeYear }: Pick<Canonical, 'declarationNo' | 'programmeCode' | 'programmeYear'>,
  type: string,
  sequence: number,
  data: object,
): Promise<Told> {
  ids += 1;
  const webhookId = `evt_${ids}`;
  const updatedAt = new Date(ground.clock.now().getTime() + sequence * 1000).toISOString();
  const about = { declarationNo, programmeCode, programmeYear, sequence, updatedAt };
  const body = Buffer.from(JSON.stringify({ type, timestamp: updatedAt, data: { ...about, ...data } }));
  const outcome = await keep({ ...ground, translateQueue: 'translate' }, webhookId, body);
  const sent = ground.queue.sent.pop();
  if (outcome !== 'new' || sent === undefined) throw new Error('the event was not put on its queue');
  return { webhookId, message: sent.message as unknown as EventMessage };
}

/** What a city was told in the end: the text of the last file put into its outbox. */
export function lastFileOf({ files }: TestProvince, encoding: string): string {
  const body = [...files.values()].at(-1)?.at(-1) ?? '';
  return new TextDecoder(encoding).decode(Buffer.from(body, 'base64'));
}
