import type { Command } from '../models/command.ts';
import type { Action, HandledEntry, Handling, QueueName } from './sqs-actions.ts';
import { commandOf } from './sqs-commands.ts';
import { comparableCode, type HandleState, isComparable } from './sqs-deviations.ts';

/** A queue service under comparison, with what it has given out so far. */
export interface SqsWorld {
  /** What it answered, with ids and handles replaced by their place, and how many messages its queues then hold. */
  readonly act: (action: Action) => Promise<unknown>;
}

interface WorldSettings {
  readonly urls: Readonly<Record<QueueName, string>>;
  readonly visibilitySeconds: number;
  /** Whether messages are compared in the order received. */
  readonly exactOrder: boolean;
  readonly send: (command: Command) => Promise<object>;
  readonly depth: (queue: 'work' | 'dead') => object | undefined;
}

interface Answer {
  readonly Successful?: readonly {
    readonly Id: string;
    readonly MessageId?: string;
    readonly MD5OfMessageBody?: string;
  }[];
  readonly Failed?: readonly { readonly Id: string; readonly Code: string; readonly SenderFault: boolean }[];
  readonly MessageId?: string;
  readonly MD5OfMessageBody?: string;
  readonly Messages?: readonly Received[];
  readonly Attributes?: object;
}

interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: object;
}

interface Given {
  readonly queue: QueueName;
  readonly handle: string;
  readonly message: string;
  hiddenUntilMs: number;
}

/** As many as one call receives. */
const MESSAGES_MAX = 10;

export function createSqsWorld({ urls, visibilitySeconds, exactOrder, send, depth }: WorldSettings): SqsWorld {
  const labels = new Map<string, string>();
  const given: Given[] = [];
  const deleted = new Set<string>();
  const label = (id = 'none'): string => {
    const known = labels.get(id) ?? `message ${labels.size}`;
    labels.set(id, known);
    return known;
  };
  const inOrder = (messages: readonly Received[] = []): readonly Received[] =>
    exactOrder ? messages : messages.toSorted((a, b) => (label(a.MessageId) < label(b.MessageId) ? -1 : 1));
  const givenAt = (place: number): Given | undefined => (place < 0 ? undefined : given.at(-1 - place));
  const stateOf = (queue: QueueName, { handle }: HandledEntry): HandleState | undefined => {
    const one = givenAt(handle);
    if (one?.queue !== queue) return undefined;
    const isLast = given.findLast(({ message }) => message === one.message) === one;
    return { isLast, isDeleted: deleted.has(one.message), hiddenUntilMs: one.hiddenUntilMs };
  };

  const noteHandled = ({ what, queue, entries }: Handling, { Successful }: Answer): void => {
    const done = new Set(Successful?.map(({ Id }) => Id) ?? entries.slice(0, 1).map(({ id }) => id));
    for (const entry of entries) {
      const one = givenAt(entry.handle);
      if (one === undefined || !done.has(entry.id) || stateOf(queue, entry)?.isLast !== true) continue;
      if (what === 'delete') deleted.add(one.message);
      else one.hiddenUntilMs = Date.now() + entry.seconds * 1000;
    }
  };
  const note = (action: Action, answer: Answer): void => {
    if (action.do === 'handle') noteHandled(action, answer);
    if (action.do !== 'receive') return;
    const hiddenUntilMs = Date.now() + (action.seconds ?? visibilitySeconds) * 1000;
    for (const { MessageId, ReceiptHandle } of inOrder(answer.Messages))
      given.push({ queue: action.queue, handle: ReceiptHandle, message: label(MessageId), hiddenUntilMs });
  };

  const shown = ({ Successful = [], Failed = [], Messages, MessageId, ...rest }: Answer) => ({
    successful: Successful.map((entry) => [
      entry.Id,
      entry.MD5OfMessageBody,
      entry.MessageId && label(entry.MessageId),
    ]),
    failed: Failed.map(({ Id, Code, SenderFault }) => [Id, comparableCode(Code), SenderFault]),
    messages: inOrder(Messages).map((one) => [label(one.MessageId), one.Body, one.MD5OfBody, one.Attributes ?? {}]),
    message: MessageId === undefined ? undefined : label(MessageId),
    md5: rest.MD5OfMessageBody,
    attributes: rest.Attributes,
  });

  /** The action with what can be compared, no handle twice: after the first time its message may be visible. Null if nothing can. */
  const comparable = (action: Action): Action | null => {
    if (action.do === 'send') return !exactOrder && labels.size + action.entries.length > MESSAGES_MAX ? null : action;
    if (action.do !== 'handle') return action;
    const once = action.entries.filter(
      (entry, at, all) => all.findIndex(({ handle }) => givenAt(handle) === givenAt(entry.handle)) === at,
    );
    const entries = once.filter((entry) => isComparable(action.what, stateOf(action.queue, entry), Date.now()));
    return entries.length === 0 && action.entries.length > 0 ? null : { ...action, entries };
  };
  const answerTo = async (asked: Action): Promise<unknown> => {
    const action = comparable(asked);
    const command = action && commandOf(action, urls, (place) => givenAt(place)?.handle ?? 'made up');
    if (action === null || command === null) return 'left out';
    try {
      const answer = (await send(command)) as Answer;
      note(action, answer);
      return shown(answer);
    } catch (error) {
      if (!(error instanceof Error) || !('$fault' in error)) throw error;
      return { refused: comparableCode(error.name) };
    }
  };
  return { act: async (action) => ({ answer: await answerTo(action), work: depth('work'), dead: depth('dead') }) };
}
