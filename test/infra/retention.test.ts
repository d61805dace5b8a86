import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Resource, synthesize } from './synthesis.ts';

const { dir, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

const page = readFileSync(join(import.meta.dirname, '../../docs/retention.md'), 'utf8');
const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);

interface Rule {
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
}

const rulesOf = ({ properties }: Resource): readonly Rule[] =>
  (properties['LifecycleConfiguration'] as { readonly Rules: readonly Rule[] }).Rules;
const daysOr = (days: number | undefined): string => (days === undefined ? '长期 · for good' : String(days));

/** The rows the templates would have: bucket, prefix, days, days back. */
const kept = ofType('AWS::S3::Bucket').flatMap((bucket) =>
  rulesOf(bucket).map(({ Prefix: prefix, ExpirationInDays: days, NoncurrentVersionExpiration: back }) => {
    const name = prefix === undefined ? `\`${bucket.id}\`` : `\`${bucket.id}\` \`${prefix}\``;
    return `| ${name} | ${daysOr(days)} | ${daysOr(back?.NoncurrentDays)} |`;
  }),
);

test.each(kept)('%s', (row) => {
  expect(page).toContain(row);
});

test('the page has no bucket or prefix the templates don’t', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| `(Landing|Vault|Reports|Anchors|AccessLogs|\w+)`( `\w+\/`)? \| (\d|长期)/.test(line));
  expect(rows).toHaveLength(kept.length);
});

test('how long anchors are locked', () => {
  const anchors = ofType('AWS::S3::Bucket').find(({ id }) => id === 'Anchors');
  const lock = JSON.stringify(anchors?.properties['ObjectLockConfiguration']);
  const days = /(\d+) 天，谁也不能提前删/.exec(page)?.[1];
  expect(lock).toContain(`"Days":${days}`);
});

describe('logs', () => {
  const groups = ofType('AWS::Logs::LogGroup');

  test('of each function and of the API are kept as long as the page says, and six months at least', () => {
    const days = Number(/`?日志 · logs`? \| (\d+) 天/.exec(page)?.[1]);
    expect(days).toBeGreaterThanOrEqual(180);
    for (const { id, properties } of groups) expect(properties['RetentionInDays'], id).toBe(days);
  });

  test('there is no function that logs elsewhere', () => {
    const named = new Set(groups.map(({ id }) => id));
    for (const { id, properties } of ofType('AWS::Lambda::Function')) {
      expect(named).toContain(`${id}Logs`);
      expect(JSON.stringify(properties['LoggingConfig'])).toContain(`"${id}Logs"`);
    }
  });
});

test.each([
  ['队列 · queues', (id: string) => !id.endsWith('DeadLetters')],
  ['死信 · dead letters', (id: string) => id.endsWith('DeadLetters')],
])('%s', (name, isOne) => {
  const days = Number(new RegExp(String.raw`\| ${name} \| (\d+) 天`).exec(page)?.[1]);
  const queues = ofType('AWS::SQS::Queue').filter(({ id }) => isOne(id));
  for (const { id, properties } of queues) expect(Number(properties['MessageRetentionPeriod']) / 86_400, id).toBe(days);
});

test('the ledger can be put back to an earlier time', () => {
  const [table] = ofType('AWS::DynamoDB::Table');
  expect(table?.properties['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: true });
  expect(page).toContain('时间点恢复 35 天');
});
