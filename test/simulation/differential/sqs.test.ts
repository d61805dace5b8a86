import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { engineQueueArn, type SqsEngine, startSqs } from '../../../local/engines/sqs.ts';
import { createSqsModel } from '../models/sqs.ts';
import { type Action, movingActions, stillActions } from './sqs-actions.ts';
import { createSqsWorld, type SqsWorld } from './sqs-world.ts';

const REGION = 'cn-north-1';
const SETTINGS = { visibilitySeconds: 3, maxReceiveCount: 2, delaySeconds: 0 };
/** fast-check's own choice is ten at most: too few for a message to come back again and again. */
const LONG = { maxLength: 40, size: 'max' } as const;
/** One of three is put back: it comes last. Chance does not find this each time. */
const PUT_BACK: Action[] = [
  {
    do: 'send',
    single: false,
    queue: 'work',
    entries: ['a', 'b', 'c'].map((body) => ({ id: body, body, delaySeconds: undefined })),
  },
  { do: 'receive', queue: 'work', max: 1, seconds: 3, attributes: [] },
  { do: 'handle', what: 'hide', single: true, queue: 'work', entries: [{ id: 'a', handle: 0, seconds: 0 }] },
  { do: 'receive', queue: 'work', max: 10, seconds: 3, attributes: ['ApproximateReceiveCount'] },
];
const START = new Date('2026-11-22T23:00:00Z');

const directory = mkdtempSync(join(tmpdir(), 'sqs-differential-'));
let engine: SqsEngine;
let client: SQSClient;
let runs = 0;

beforeAll(async () => {
  engine = await startSqs({ dataDir: directory, region: REGION });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SQSClient({ endpoint: engine.endpoint, region: REGION, credentials, maxAttempts: 1 });
  // fauxqs runs in this process and reads the time here: only the clock's hands are taken over, its timers go on.
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterAll(async () => {
  vi.useRealTimers();
  client.destroy();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Both worlds at the start of a run: the same two empty queues. */
function worlds(exactOrder: boolean): readonly [SqsWorld, SqsWorld] {
  vi.setSystemTime(START);
  const [work, dead] = [`work-${(runs += 1)}`, `dead-${runs}`];
  const url = (name: string): string => `${engine.endpoint}/000000000000/${name}`;
  const VisibilityTimeout = String(SETTINGS.visibilitySeconds);
  const policy = { deadLetterTargetArn: engineQueueArn(REGION, dead), maxReceiveCount: SETTINGS.maxReceiveCount };
  engine.putQueue(dead, { VisibilityTimeout });
  engine.putQueue(work, { VisibilityTimeout, RedrivePolicy: JSON.stringify(policy) });
  const model = createSqsModel({
    now: () => new Date(),
    queues: {
      [url(work)]: { ...SETTINGS, deadLetterUrl: url(dead) },
      [url(dead)]: { ...SETTINGS, deadLetterUrl: null },
    },
  });
  const urls = { work: url(work), dead: url(dead), nowhere: url('nowhere') };
  return [
    createSqsWorld({
      urls,
      exactOrder,
      visibilitySeconds: SETTINGS.visibilitySeconds,
      send: async (command) => model.handle(command),
      depth: (name) => model.depth(urls[name]),
    }),
    createSqsWorld({
      urls,
      exactOrder,
      visibilitySeconds: SETTINGS.visibilitySeconds,
      send: (command) => client.send(command as Parameters<SQSClient['send']>[0]),
      depth: (name) => engine.depths()[name === 'work' ? work : dead],
    }),
  ];
}

async function agree(actions: readonly Action[], exactOrder: boolean): Promise<void> {
  const [model, real] = worlds(exactOrder);
  for (const [step, action] of actions.entries()) {
    if (action.do === 'wait') vi.setSystemTime(Date.now() + action.ms);
    const expected = await real.act(action);
    expect(await model.act(action), `step ${step}: ${JSON.stringify(action)}`).toEqual(expected);
  }
}

test('answers as fauxqs does, message by message in one order, while no time passes', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stillActions, LONG), (actions) => agree(actions, true)),
    { numRuns: 30, examples: [[PUT_BACK]] },
  );
});

test('answers as fauxqs does while delays and visibility time-outs run out', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(movingActions, LONG), (actions) => agree(actions, false)),
    { numRuns: 30 },
  );
});
