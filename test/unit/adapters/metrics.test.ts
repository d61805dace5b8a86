import { expect, test } from 'vitest';
import { createMetrics } from '../../../adapters/log/metrics.ts';

const NOW = new Date('2026-11-23T20:00:00Z');

test('each metric is a line CloudWatch reads: its name, unit, dimensions and value', () => {
  const lines: string[] = [];
  createMetrics(
    () => NOW,
    (line) => void lines.push(line),
  )([
    { name: 'MoneyCasesOpen', value: 2 },
    { name: 'DiscrepanciesOpen', value: 1, dimensions: { Code: 'paid-twice' } },
  ]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      _aws: {
        Timestamp: NOW.getTime(),
        CloudWatchMetrics: [
          { Namespace: 'UnionBridge', Dimensions: [[]], Metrics: [{ Name: 'MoneyCasesOpen', Unit: 'Count' }] },
        ],
      },
      MoneyCasesOpen: 2,
    },
    {
      _aws: {
        Timestamp: NOW.getTime(),
        CloudWatchMetrics: [
          { Namespace: 'UnionBridge', Dimensions: [['Code']], Metrics: [{ Name: 'DiscrepanciesOpen', Unit: 'Count' }] },
        ],
      },
      Code: 'paid-twice',
      DiscrepanciesOpen: 1,
    },
  ]);
});
