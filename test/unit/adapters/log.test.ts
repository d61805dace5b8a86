import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { LogFields } from '../../../adapters/log/fields.ts';
import { createLog } from '../../../adapters/log/log.ts';
import { redactText } from '../../../adapters/log/redact.ts';

let written: string[] = [];
const write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;

beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => vi.restoreAllMocks());

const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);

/** Values that must never be in a log, whatever field they come in. Every number is made up. */
const CANARIES = {
  'citizen ID': '440106199003070019',
  'citizen ID ending in X': '11010519491231002X',
  'citizen ID of 15 digits': '440106900307001',
  'residence permit': '810000199408230021',
  'citizen ID in full-width digits': '４４０１０６１９９００３０７００１９',
  'citizen ID in groups': '440106 19900307 0019',
  'citizen ID with hyphens': '440106-19900307-001X',
  'bank card': '6222020000000000001',
  'bank card in groups': '6222 0200 0000 0000 001',
  'bank card with hyphens': '6222-0200-0000-0000',
  mobile: '13800138000',
  'mobile in groups': '138 0013 8000',
  'mobile with hyphens': '138-0013-8000',
  name: '陈嘉明',
  'name with a dot': '阿依古丽·买买提',
  'signing secret': 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0',
};

test.each(Object.entries(CANARIES))('a %s is in no line, by no way in', (_, canary) => {
  const log = createLog('ingest');
  const error = Object.assign(new Error(`bad ${canary}`, { cause: new Error(`because ${canary}`) }), { code: canary });
  log.error(`event ${canary}`, { batchId: canary, code: `x${canary}y`, error });
  log
    .withCorrelation(canary)
    .warn('row.rejected', { name: canary, record: { idNumber: canary }, status: { canary } } as unknown as LogFields);
  log.info('row.rejected', { count: Number(canary), error: canary });
  const text = written.join('');
  expect(lines()).toHaveLength(3);
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/\p{Nd}{11,}|\p{Script=Han}{2,}/u);
});

test('a citizen ID is found in any text around it', () => {
  const around = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(around, around, (before, after) => {
      expect(redactText(`${before}11010519491231002X${after}`)).not.toContain('1010519491231002');
    }),
  );
});

test('ids, codes, dates and counts stay as they are', () => {
  const kept = {
    batchId: 'guangzhou~degree-subsidy~payment~2026-11-22-001',
    messageId: '00000000-1111-4222-8333-444444444444',
    recordKey: 'q3Jh-Zx_9.p.GZ-XLBZ.2025.CITY.1',
    code: 'citizen-id.check-digit',
    status: 429,
    rows: 10_000_000,
    bytes: 2_147_483_648,
    durationMs: 12.5,
    coldStart: true,
    businessDate: '2026-11-22',
  };
  createLog('ingest').info('batch.received', kept);
  expect(lines()).toEqual([
    expect.objectContaining({ ...kept, level: 'INFO', message: 'batch.received', service: 'ingest' }),
  ]);
});

test('a field that is not on the list is dropped and counted', () => {
  createLog('ingest').info('x', { rows: 1, payeeName: 'Chen', note: 'x' } as LogFields);
  expect(lines()).toEqual([expect.objectContaining({ rows: 1, droppedFields: 2 })]);
  expect(written.join('')).not.toMatch(/payeeName|Chen/);
});

test('an error is its name, code, message, stack and causes', () => {
  const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
  createLog('deliver').error('x', {
    error: Object.assign(new TypeError('outer', { cause }), { code: 'outer-code', idNumber: '1' }),
  });
  expect(lines()[0]?.['error']).toEqual({
    name: 'TypeError',
    code: 'outer-code',
    message: 'outer',
    stack: expect.stringContaining('log.test.ts') as string,
    cause: { name: 'Error', code: 'ECONNRESET', message: 'inner' },
  });
});

test('errors that cause each other end', () => {
  const error = new Error('loop');
  error.cause = error;
  createLog('deliver').error('x', { error });
  expect(lines()).toHaveLength(1);
});

test('every line of a correlated log carries the id, one line each', () => {
  const log = createLog('deliver').withCorrelation('m-1');
  log.info('a', { rows: 1 });
  log.error('b\nc', {});
  expect(lines()).toMatchObject([
    { correlationId: 'm-1', message: 'a' },
    { correlationId: 'm-1', message: 'b\nc', level: 'ERROR' },
  ]);
  expect(written.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
});
