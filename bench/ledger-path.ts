import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { writeRecords } from '../adapters/ledger/records.ts';
import { startDynamo } from '../local/engines/dynamo.ts';
import { ours, powertools, type Side } from './ledger-sides.ts';
import { certificateTasks, type LedgerTask, paymentTasks } from './ledger-work.ts';
import { createWriteMeter, type Usage } from './write-units.ts';

/**
 * Our way through the ledger against AWS Lambda Powertools' idempotency and batch handler doing the same writes on the same engine, in
 * turns. `node bench/ledger-path.ts [records] [rounds]`; payments are a quarter as many. Records a second are medians of the rounds,
 * calls and write units are counted at the client, by AWS's rules (write-units.ts), and are the same in every round.
 *
 * Counted of ours: what translate and deliver read and write of the records. Not counted, of either side: queues, and what a chunk of
 * 500 costs as a whole (some six calls of ours). The goals are those of a changed record; a payment is a record, its claim and its
 * journal in transactions, marked before its call, so it can't meet the one on units.
 */
const [RECORDS = 20_000, ROUNDS = 3] = process.argv.slice(2).map(Number);
const PAYMENTS = RECORDS / 4;
const LEDGER = 'ledger';
const IDEMPOTENCY = 'idempotency';
/** The goals of the project for a changed record. */
const GOAL = { calls: 0.1, units: 2, times: 3 };
const INDEXES = [
  { partitionKey: 'duePk', sortKey: 'dueAt', projected: ['kind', 'state'] },
  { partitionKey: 'problemPk', sortKey: 'problemAt', projected: [] },
];

interface Measured {
  readonly perSecond: number;
  readonly usage: Usage;
}

// In memory where there is such a place: what a disk takes is not what is compared.
const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bridge-bench-'));
const engine = await startDynamo({ dataDir });
try {
  const clientTo = (): DynamoDBClient =>
    new DynamoDBClient({
      endpoint: engine.endpoint,
      region: 'cn-north-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  const plain = clientTo();
  await createTables(plain);
  const measure = async (isOurs: boolean, tasks: readonly LedgerTask[]): Promise<Measured> => {
    const before = tasks.flatMap(({ before: record }) => (record === null ? [] : [{ record, expectedFence: null }]));
    const meter = createWriteMeter(INDEXES);
    const client = clientTo();
    await writeRecords({ client: plain, name: LEDGER }, before);
    meter.attach(client);
    const table = { client, name: LEDGER };
    const side: Side = isOurs ? ours(table) : powertools(table, IDEMPOTENCY);
    const began = performance.now();
    await side(tasks);
    const ms = performance.now() - began;
    client.destroy();
    return { perSecond: tasks.length / (ms / 1000), usage: meter.usage() };
  };
  process.stdout.write(`${engine.name}, Node ${process.version.slice(1)}, ${ROUNDS} rounds in turns\n`);
  for (const [name, count, tasksOf] of [
    ['changed certificates', RECORDS, certificateTasks],
    ['new payments', PAYMENTS, paymentTasks],
  ] as const) {
    const sides: { ours: Measured[]; powertools: Measured[] } = { ours: [], powertools: [] };
    // The first of each is to warm up, and small.
    for (let round = 0; round <= ROUNDS; round++)
      for (const side of round % 2 === 0 ? (['ours', 'powertools'] as const) : (['powertools', 'ours'] as const)) {
        const tasks = tasksOf(`${name}-${round}-${side}`, round === 0 ? 500 : count);
        const measured = await measure(side === 'ours', tasks);
        if (round > 0) sides[side].push(measured);
      }
    process.stdout.write(tableOf(name, count, sides.ours, sides.powertools));
  }
} finally {
  await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function createTables(client: DynamoDBClient): Promise<void> {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  const BillingMode = 'PAY_PER_REQUEST' as const;
  await client.send(
    new CreateTableCommand({
      TableName: LEDGER,
      BillingMode,
      AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueAt', 'problemPk', 'problemAt'].map(text),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      GlobalSecondaryIndexes: INDEXES.map(({ partitionKey, sortKey, projected }) => ({
        IndexName: partitionKey.replace('Pk', ''),
        KeySchema: [key(partitionKey, 'HASH'), key(sortKey, 'RANGE')],
        Projection:
          projected.length === 0
            ? { ProjectionType: 'KEYS_ONLY' as const }
            : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: projected },
      })),
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: IDEMPOTENCY,
      BillingMode,
      AttributeDefinitions: [text('id')],
      KeySchema: [key('id', 'HASH')],
    }),
  );
}

function tableOf(name: string, count: number, own: readonly Measured[], theirs: readonly Measured[]): string {
  const row = (who: string, measured: readonly Measured[]): string => {
    const { calls, reads, tableUnits, indexUnits } = usageOf(measured);
    const each = (value: number): string => (value / count).toFixed(3).padStart(8);
    return `  ${who.padEnd(12)}${Math.round(rateOf(measured)).toLocaleString('en').padStart(8)} records/s ${each(calls)} calls (${(reads / count).toFixed(3)} reads) ${each(tableUnits)} units of the table ${each(indexUnits)} of indexes\n`;
  };
  const { calls, tableUnits, indexUnits } = usageOf(own);
  const goals = [
    goal('AWS calls a record', calls / count, GOAL.calls, '≤'),
    goal('write units a record', (tableUnits + indexUnits) / count, GOAL.units, '≤'),
    goal("Powertools' throughput", rateOf(own) / rateOf(theirs), GOAL.times, '≥'),
  ];
  return `${count.toLocaleString('en')} ${name}\n${row('ours', own)}${row('Powertools', theirs)}${goals.join('')}`;
}

function goal(what: string, value: number, bound: number, relation: '≤' | '≥'): string {
  const isMet = relation === '≤' ? value <= bound : value >= bound;
  return `  ${what}: ${value.toFixed(2)}${relation === '≥' ? ' ×' : ''}, goal ${relation} ${bound}: ${isMet ? 'met' : 'missed'}\n`;
}

function rateOf(measured: readonly Measured[]): number {
  const sorted = measured.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function usageOf([first]: readonly Measured[]): Usage {
  return first?.usage ?? { calls: 0, reads: 0, tableUnits: 0, indexUnits: 0 };
}
