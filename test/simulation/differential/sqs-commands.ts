import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type MessageSystemAttributeName,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Command } from '../models/command.ts';
import type { Action, Handling, QueueName, Sending } from './sqs-actions.ts';

/** The call that an action makes; null for one that makes none. */
export function commandOf(
  action: Action,
  urls: Readonly<Record<QueueName, string>>,
  handleAt: (place: number) => string,
): Command | null {
  if (action.do === 'wait') return null;
  const QueueUrl = urls[action.queue];
  switch (action.do) {
    case 'send':
      return sending(QueueUrl, action);
    case 'handle':
      return handling(QueueUrl, action, handleAt);
    case 'receive':
      return new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: action.max,
        VisibilityTimeout: action.seconds,
        MessageSystemAttributeNames: [...action.attributes] as MessageSystemAttributeName[],
      });
    case 'attributes':
      return new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...action.names] as QueueAttributeName[] });
  }
}

function sending(QueueUrl: string, { single, entries }: Sending): Command | null {
  const bodies = entries.map(({ body, delaySeconds }) => ({ MessageBody: body, DelaySeconds: delaySeconds }));
  const [first] = bodies;
  if (single) return first === undefined ? null : new SendMessageCommand({ QueueUrl, ...first });
  const Entries = bodies.map((each, at) => ({ Id: entries[at]?.id, ...each }));
  return new SendMessageBatchCommand({ QueueUrl, Entries });
}

function handling(
  QueueUrl: string,
  { what, single, entries }: Handling,
  handleAt: (place: number) => string,
): Command | null {
  const deletes = entries.map(({ id, handle }) => ({ Id: id, ReceiptHandle: handleAt(handle) }));
  const hides = deletes.map((each, at) => ({ ...each, VisibilityTimeout: entries[at]?.seconds }));
  const [first] = hides;
  if (!single) {
    return what === 'delete'
      ? new DeleteMessageBatchCommand({ QueueUrl, Entries: deletes })
      : new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: hides });
  }
  if (first === undefined) return null;
  const { ReceiptHandle, VisibilityTimeout } = first;
  return what === 'delete'
    ? new DeleteMessageCommand({ QueueUrl, ReceiptHandle })
    : new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout });
}
