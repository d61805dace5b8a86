import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { destinations } from '../../infra/destinations.ts';
import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../schemas/metrics.ts';
import { type Resource, synthesize } from './synthesis.ts';

const { dir, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

const ROOT = join(import.meta.dirname, '../..');
const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
const alarms = ofType('AWS::CloudWatch::Alarm');
const composites = ofType('AWS::CloudWatch::CompositeAlarm');
const text = (value: unknown): string => JSON.stringify(value);
const describes = ({ properties }: Resource): string => String(properties['AlarmDescription']);
const own = alarms.filter(({ properties }) => properties['Namespace'] === METRIC_NAMESPACE);
const dimensionsOf = ({ properties }: Resource): readonly { readonly Name: string; readonly Value: string }[] =>
  (properties['Dimensions'] ?? []) as readonly { readonly Name: string; readonly Value: string }[];

/** Every TypeScript file of a folder, as one text. */
function sourcesUnder(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

describe('an alarm of ours', () => {
  test.each(own)('$id hangs on a metric by dimensions it is told with', (alarm) => {
    const name = String(alarm.properties['MetricName']) as MetricName;
    const kind = METRICS[name] as { by: readonly (readonly string[])[]; also?: readonly (readonly string[])[] };
    const by = dimensionsOf(alarm)
      .map(({ Name }) => Name)
      .toSorted();
    expect([...kind.by, ...(kind.also ?? [])].map((set) => [...set].toSorted())).toContainEqual(by);
  });

  const functions = sourcesUnder('functions') + sourcesUnder('adapters/log');
  test.each(Object.keys(METRICS))('%s is told by a function, and seen on the dashboard or by an alarm', (name) => {
    expect(functions).toContain(`name: '${name}'`);
    const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
    const shown = text(dashboard?.properties['DashboardBody']).includes(name);
    expect(shown || own.some(({ properties }) => properties['MetricName'] === name)).toBe(true);
  });

  test('destinations are named as the code names them', () => {
    const systems = new Set(destinations.map(({ system }) => system));
    const named = own.flatMap((alarm) => dimensionsOf(alarm).filter(({ Name }) => Name === 'Destination'));
    expect(new Set(named.map(({ Value }) => Value))).toEqual(systems);
  });
});

/** Threshold, statistic, period in seconds, periods, and what no value means. */
const THRESHOLDS: Readonly<Record<string, readonly [number, string, number, number, string]>> = {
  MoneyInDoubt: [1, 'Minimum', 3600, 1, 'notBreaching'],
  MoneyInDoubtAmount: [10_000_000, 'Maximum', 900, 1, 'notBreaching'],
  RowsRejected: [1_000, 'Sum', 3600, 1, 'notBreaching'],
  RowsHeld: [1, 'Sum', 3600, 1, 'notBreaching'],
  DeliveryLag: [14_400, 'Maximum', 900, 1, 'notBreaching'],
  BatchesNotConserved: [1, 'Minimum', 900, 1, 'notBreaching'],
  BatchesOverdue: [1, 'Minimum', 900, 1, 'notBreaching'],
  WorkOverdue: [1_800, 'Minimum', 900, 1, 'notBreaching'],
  EventsParked: [100, 'Minimum', 3600, 1, 'notBreaching'],
  BreakerProvinceYuegonghui: [1, 'Minimum', 900, 1, 'notBreaching'],
  SlowProvinceYuegonghui: [8_000, 'p95', 900, 1, 'notBreaching'],
  RefusedProvinceYuegonghui: [100, 'Sum', 3600, 1, 'notBreaching'],
  TranslateQueueDeadLetters: [1, 'Maximum', 300, 1, 'notBreaching'],
  TranslateQueueDeadLettersAge: [864_000, 'Maximum', 300, 1, 'notBreaching'],
  TranslateQueueAge: [3_600, 'Maximum', 300, 1, 'notBreaching'],
  TranslateErrors: [1, 'Sum', 300, 1, 'notBreaching'],
  SweepStopped: [1, 'Sum', 300, 2, 'breaching'],
  WatchStopped: [1, 'Sum', 300, 2, 'breaching'],
  ApiServerErrors: [1, 'Sum', 300, 1, 'notBreaching'],
  MoneyCasesOpen: [1, 'Maximum', 86_400, 1, 'notBreaching'],
  ReconciliationNotDone: [1, 'Maximum', 86_400, 1, 'breaching'],
  AuditFailed: [1, 'Sum', 300, 1, 'notBreaching'],
  AuditStopped: [1, 'Sum', 86_400, 1, 'breaching'],
};

test.each(Object.entries(THRESHOLDS))('%s', (id, expected) => {
  const { properties } = alarms.find((alarm) => alarm.id === id) ?? { properties: {} };
  const { Threshold, Statistic, ExtendedStatistic, Period, EvaluationPeriods, TreatMissingData } = properties as Record<
    string,
    unknown
  >;
  expect([Threshold, Statistic ?? ExtendedStatistic, Period, EvaluationPeriods, TreatMissingData]).toEqual(expected);
});

test('every queue and function of whatever stack has its alarms', () => {
  const ids = new Set(alarms.map(({ id }) => id));
  const queues = ofType('AWS::SQS::Queue').filter(({ id }) => !id.endsWith('DeadLetters'));
  for (const { id } of queues)
    for (const suffix of ['DeadLetters', 'DeadLettersAge', 'Age']) expect(ids).toContain(`${id}${suffix}`);
  for (const { id } of ofType('AWS::Lambda::Function')) expect(ids).toContain(`${id}Errors`);
});

describe('a storm is one notice', () => {
  const ruleOf = (id: string): string => text(composites.find((each) => each.id === id)?.properties['AlarmRule']);

  test.each([
    ['AnyDeadLetters', /QueueDeadLetters$/],
    ['AnyQueueAge', /QueueAge$/],
    ['AnyFunctionErrors', /Errors$/],
    ['AnyDestination', /^(Breaker|Slow|Refused)/],
  ])('%s stands for all of its kind', (id, kind) => {
    const parts = alarms.filter((alarm) => kind.test(alarm.id) && alarm.id !== 'ApiServerErrors');
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) expect(ruleOf(id)).toContain(`["${part.id}","Arn"]`);
    // What CloudWatch takes.
    expect(parts.length).toBeLessThanOrEqual(100);
    for (const { id: part, properties } of parts) expect(properties['AlarmName']).toBe(`UnionBridge-Part-${part}`);
  });

  test('whatever stands for itself is named as a notice, so that one prefix sends all that people are to hear', () => {
    const rules = text(composites.map(({ properties }) => properties['AlarmRule']));
    for (const alarm of [...alarms, ...composites]) {
      const isPart = rules.includes(`["${alarm.id}","Arn"]`);
      expect(alarm.properties['AlarmName']).toBe(`UnionBridge-${isPart ? 'Part' : 'Notice'}-${alarm.id}`);
    }
  });
});

describe('what whoever is woken reads', () => {
  const all = [...alarms, ...composites];
  const pageOf = (alarm: Resource): string => /docs\/runbooks\/([a-z-]+)\.md$/.exec(describes(alarm))?.[1] ?? '';
  const folder = join(ROOT, 'docs/runbooks');
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

  test.each(all)('$id says in Chinese and English what is wrong, how urgent it is, and where to read on', (alarm) => {
    expect(describes(alarm)).toMatch(/^【(立即 now|当日 today)】\p{Script=Han}?.*。[\x20-\x7e¥–]+\. → docs/u);
    expect(describes(alarm).length).toBeLessThanOrEqual(1024);
    expect(pages).toContain(`${pageOf(alarm)}.md`);
  });

  /** Pages of what people begin themselves. */
  const WITHOUT_ALARM = new Set(['restore.md']);

  test.each(pages.filter((page) => !WITHOUT_ALARM.has(page)))('%s is of an alarm', (page) => {
    expect(all.map(pageOf)).toContain(page.replace('.md', ''));
  });

  test.each(all)('$id is named in its page', (alarm) => {
    const page = readFileSync(join(folder, `${pageOf(alarm)}.md`), 'utf8');
    const general = alarm.id
      .replace(/^\w+Queue(?=DeadLetters|Age)/, '<队列/queue>')
      .replace(/^\w+(?=Errors$)/, '<函数/function>')
      .replace(/^(Breaker|Slow|Refused)\w+$/, '$1<系统/system>');
    expect([alarm.id, general].some((name) => page.includes(`\`${name}\``))).toBe(true);
  });

  test.each([...pages, 'README.md'])('%s is in the index', (page) => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(page === 'README.md' || index.includes(`(${page})`)).toBe(true);
  });
});

describe('the dashboard', () => {
  const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
  const body = text(dashboard?.properties['DashboardBody']);

  test.each([
    'Rows by outcome',
    'Longest from arrival to delivery',
    'Calls, p50 and p95',
    'Breakers',
    'What destinations answered',
    'Queue depth',
    'Dead letters',
    'Money in doubt',
    'Conservation and doubt',
    'Reconciliation',
    'What costs',
  ])('shows: %s', (title) => {
    expect(body).toContain(title);
  });

  test('has each destination, queue and function on it', () => {
    for (const { system } of destinations) expect(body).toContain(system);
    for (const { id } of ofType('AWS::SQS::Queue')) expect(body).toContain(id);
    for (const { id } of ofType('AWS::Lambda::Function')) expect(body).toContain(id);
  });
});
