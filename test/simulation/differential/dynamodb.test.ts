import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbModel } from '../models/dynamodb/model.ts';
import { answersOf } from './dynamodb-answers.ts';
import { type Call, drawSequences } from './dynamodb-calls.ts';
import { isComparable, levelled } from './dynamodb-deviations.ts';
import { type ComparedEngine, type EngineName, startEngine } from './dynamodb-engines.ts';

/** DynamoDB Local takes ten times as long for a call. */
const SEQUENCES: Readonly<Record<EngineName, number>> = { dynoxide: 40, 'dynamodb-local': 3 };
const CALLS = 30;
const TIMES = Number(process.env['BRIDGE_DIFFERENTIAL_TIMES'] ?? '1');
const SEED = Number(process.env['BRIDGE_DIFFERENTIAL_SEED'] ?? randomInt(2 ** 31));

describe.each(['dynoxide', 'dynamodb-local'] as const)('the model of DynamoDB answers as %s', (name) => {
  const isMissing = name === 'dynamodb-local' && !isJavaHere();
  let engine: ComparedEngine;
  beforeAll(async () => {
    if (!isMissing) engine = await startEngine(name);
  });
  afterAll(async () => {
    if (!isMissing) await engine.stop();
  });

  test('whatever it is asked, and holds the same items in the end', { timeout: 120_000 * TIMES }, async ({ skip }) => {
    skip(isMissing, 'there is no java here: the model is not compared with DynamoDB Local');
    const sequences = drawSequences(SEQUENCES[name] * TIMES, CALLS, SEED);
    for (const [at, sequence] of sequences.entries()) {
      for await (const { asked, ours, theirs } of pairsOf(engine, name, sequence)) {
        expect(ours, `seed ${SEED}, sequence ${at}, ${asked}`).toEqual(theirs);
      }
    }
  });
});

interface Pair {
  readonly asked: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Answers of both to each call, and the items they hold in the end. */
async function* pairsOf(engine: ComparedEngine, name: EngineName, sequence: readonly Call[]): AsyncGenerator<Pair> {
  const table = `T-${randomBytes(6).toString('hex')}`;
  const model = createDynamoDbModel({ now: () => new Date(), table });
  await engine.createTable(table);
  for (const [at, call] of sequence.entries()) {
    const command = call.command(table);
    if (!isComparable(name, command)) continue;
    const ours = levelled(name, command, await answersOf((each) => model.handle(each), call, table));
    const theirs = levelled(name, command, await answersOf(engine.send, call, table));
    yield { asked: `call ${at}: ${command.constructor.name} ${JSON.stringify(command.input)}`, ours, theirs };
  }
  const held = (await engine.scan(table)).map((item) => unmarshall(item));
  const sorted = held.toSorted((a, b) => order(keyText(a), keyText(b)));
  yield { asked: 'all items', ours: model.items(), theirs: sorted };
}

function keyText(item: Readonly<Record<string, unknown>>): string {
  return `${String(item['pk'])} ${String(item['sk'])}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function isJavaHere(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'java')));
}
