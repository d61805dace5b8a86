import { answerJson, type Http } from '../../adapters/http/http.ts';
import { answerIdOf, createInbound, readInbound, receivedInbound } from '../../adapters/ledger/inbound.ts';
import { WORK_LEASE_MS } from '../../adapters/ledger/work.ts';
import type { Answer } from '../../core/delivery.ts';
import { closesGap, lastEventPath } from '../../core/last-event.ts';
import { frameHash } from '../../core/lines.ts';
import type { RecordEvent } from '../../core/overlay.ts';
import { lastEventSchema, provinceEventSchema } from '../../schemas/event.ts';
import type { QuestionMessage } from '../../schemas/message.ts';
import { connectionTo, failureAnswer, statusAnswer } from './destinations.ts';
import type { Delivering } from './environment.ts';
import { callingOf } from './gate.ts';

/**
 * Asks the province for its last word on a record whose events have a gap (decision 0030), and keeps the answer as an event of its own, as
 * the webhook keeps one: vault, ledger, queue. Without an authoritative answer nothing happens: the event that waits is due again.
 */
export async function askLastWord(delivering: Delivering, message: QuestionMessage): Promise<void> {
  const { table, vault, queue, clock, log, translateQueue } = delivering;
  if (translateQueue === undefined) throw new Error(`${delivering.destination} is asked for no events`);
  const waiting = await readInbound(table, message.webhookId);
  if (waiting?.state !== 'PARKED' || waiting.hash !== message.hash) return;
  const event = provinceEventSchema.parse(JSON.parse(Buffer.from(await vault.readFrame(waiting.pointer)).toString()));
  if (event.type === 'notice.published') return;
  const answer = await ask(delivering, event);
  log.info('event.asked', { webhookId: waiting.webhookId, outcome: answer === null ? 'unanswered' : 'answered' });
  if (answer === null) return;
  const now = clock.now();
  const webhookId = answerIdOf(waiting.webhookId, waiting.asked);
  const body = Buffer.from(JSON.stringify(answer));
  const hash = frameHash(body);
  const pointer = await vault.writeOne(
    `answers/${now.toISOString().slice(0, 10)}/${webhookId}/${hash.slice(0, 16)}-${now.getTime()}`,
    body,
  );
  const dueAt = new Date(now.getTime() + WORK_LEASE_MS).toISOString();
  await createInbound(table, {
    ...receivedInbound({ webhookId, hash, pointer, receivedAt: now.toISOString(), dueAt }),
    answerTo: waiting.webhookId,
  });
  // One made by an earlier call for the same question stands; its hash is its own.
  const standing = await readInbound(table, webhookId);
  if (standing?.state === 'RECEIVED')
    await queue.send(translateQueue, { v: 1, type: 'event', webhookId, hash: standing.hash });
}

/** The record's last event, where the answer closes the gap; a province that is slow, busy or contradicts itself has not answered. */
async function ask(delivering: Delivering, event: RecordEvent): Promise<RecordEvent | null> {
  const calling = callingOf(delivering);
  if ((await calling.enter(1)) > 0) return null;
  const { said, answer } = await call(delivering, await connectionTo(delivering), lastEventPath(event));
  calling.leave([answer]);
  return said !== null && closesGap(event, said) ? said : null;
}

async function call(
  { clock }: Delivering,
  http: Http,
  path: string,
): Promise<{ readonly said: RecordEvent | null; readonly answer: Answer }> {
  try {
    const answer = await http.get(path);
    if (answer.status === 404) return { said: null, answer: ANSWERED };
    if (answer.status !== 200) return { said: null, answer: statusAnswer(answer.status, answer.headers, clock.now()) };
    const parsed = lastEventSchema.safeParse(answerJson(answer));
    if (!parsed.success) return { said: null, answer: { kind: 'no-answer' } };
    const { sequence, event } = parsed.data;
    const isSaid = event !== null && event.type !== 'notice.published' && event.data.sequence === sequence;
    return { said: isSaid ? event : null, answer: ANSWERED };
  } catch (error) {
    return { said: null, answer: failureAnswer(error) };
  }
}

/** To the circuit an answer is an answer, whatever it says. */
const ANSWERED: Answer = { kind: 'answered', outcome: 'unchanged', code: null };
