import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/stack.ts';
import type { LedgerItem } from '../e2e/ledger.ts';

export interface DeadLetter {
  readonly queue: string;
  readonly body: string;
  /** Why nothing is lost with it; `null` = something may be. */
  readonly why: string | null;
}

const RECEIVES_AT_ONCE = 10;

/** Reads the dead letters; one is explained if everything it names has been settled by another message. */
export async function explainDeadLetters(
  stack: LocalStack,
  items: readonly LedgerItem[],
): Promise<readonly DeadLetter[]> {
  const sqs = new SQSClient({ endpoint: stack.endpoint, region: stack.region, credentials: stack.adminCredentials });
  try {
    const letters: DeadLetter[] = [];
    for (const [queue, { ready }] of Object.entries(stack.queueDepths())) {
      if (!queue.endsWith('DeadLetters') || ready === 0) continue;
      for (const { Body = '' } of await read(sqs, `${stack.endpoint}/000000000000/${queue}`, ready))
        letters.push({ queue, body: Body, why: whySettled(Body, items) });
    }
    return letters;
  } finally {
    sqs.destroy();
  }
}

async function read(sqs: SQSClient, QueueUrl: string, count: number): Promise<readonly Message[]> {
  const messages: Message[] = [];
  while (messages.length < count) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: RECEIVES_AT_ONCE, VisibilityTimeout: 60 }),
    );
    if (Messages.length === 0) break;
    messages.push(...Messages);
  }
  return messages;
}

/** A message names its work, its event, or the object a city has uploaded; the ledger says whether that is done. */
function whySettled(body: string, items: readonly LedgerItem[]): string | null {
  const named = items.filter(({ pk, sk }) => {
    if (pk.startsWith('W#') || (pk.startsWith('B#') && sk === '0')) return body.includes(pk.slice(2));
    return body.includes(JSON.stringify(pk)) && body.includes(JSON.stringify(sk));
  });
  const open = named.filter((item) => 'duePk' in item || item['state'] === 'AWAITING_UPLOAD');
  return named.length > 0 && open.length === 0 ? 'settled by another message' : null;
}
