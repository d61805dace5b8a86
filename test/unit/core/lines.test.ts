import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordKey } from '../../../core/identity.ts';
import { chunkLineOf, decodeChunk, encodeLines, frameHash, standingOf } from '../../../core/lines.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson, paymentOf } from '../../integration/ledger/records.ts';

const person = newPerson();
const origin = { system: CITY, kind: 'payment', sequence: 7 } as const;
const lineOf = (row: number, record: Canonical) =>
  chunkLineOf(INDEX_KEY, { ...origin, kind: 'batchNo' in record ? 'payment' : 'applicant' }, { row, record });
const rows = (list: readonly { readonly row: number }[]) => list.map(({ row }) => row);

describe('a line of a chunk', () => {
  test('says by keyed hashes alone whose record it is and what it says', () => {
    const { record, ...line } = lineOf(2, paymentOf(person));
    const text = JSON.stringify(line);
    for (const value of [person.idNumber, person.name, person.declarationNo, '6222021234567890128'])
      expect(text).not.toContain(value);
    expect(line).toMatchObject({ row: 2, recordKey: recordKey(record, INDEX_KEY), fen: '150000' });
  });

  test('has the message id of its source, key, order and content', () => {
    const line = lineOf(2, paymentOf(person));
    expect(lineOf(9, paymentOf(person)).messageId).toBe(line.messageId);
    expect(lineOf(2, paymentOf(person, { amountFen: '1' })).messageId).not.toBe(line.messageId);
    expect(lineOf(2, paymentOf(person, { updatedAt: '2026-11-22T23:05:01+08:00' })).messageId).not.toBe(line.messageId);
    const next = chunkLineOf(INDEX_KEY, { ...origin, sequence: 8 }, { row: 2, record: paymentOf(person) });
    expect(next.messageId).not.toBe(line.messageId);
    expect(next.contentHash).toBe(line.contentHash);
  });

  test('of a record without money has none', () => {
    expect(lineOf(2, applicantOf(person)).fen).toBe('0');
  });
});

describe('the rows of one record in one file', () => {
  const at = (updatedAt: string, change: object = {}) => paymentOf(person, { updatedAt, ...change });
  const [early, late] = ['2026-11-21T10:00:00+08:00', '2026-11-22T10:00:00+08:00'];

  test.each([
    ['one alone', [at(early)], [[1], [], []]],
    ['the newer stands', [at(late, { bankName: '新' }), at(early)], [[1], [2], []]],
    ['two that differ at one time fall both', [at(early), at(early, { bankName: '新' })], [[], [1, 2], []]],
    ['an exact repeat is told apart', [at(early), at(early)], [[1], [], [2]]],
    [
      'a further attempt after a failed one stands beside it',
      [at(early, { status: 'FAILED' }), at(late, { batchNo: '2025-02' })],
      [[1, 2], [], []],
    ],
  ] as const)('%s', (_, records, expected) => {
    const { kept, rejected, repeated } = standingOf(records.map((record, index) => lineOf(index + 1, record)));
    expect([kept, rejected, repeated].map(rows)).toEqual(expected);
  });

  test('are each kept, rejected or repeated, once', () => {
    const change = fc.record({
      updatedAt: fc.constantFrom(early, late),
      batchNo: fc.constantFrom('2025-01', '2025-02'),
      status: fc.constantFrom('PLANNED', 'FAILED', 'SUCCESS'),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const group = changes.map((each, index) => lineOf(index + 1, paymentOf(person, each)));
        const { kept, rejected, repeated } = standingOf(group);
        expect(rows([...kept, ...rejected, ...repeated]).toSorted((a, b) => a - b)).toEqual(rows(group));
        expect(kept.map(({ order }) => order)).toEqual(kept.map(({ order }) => order).toSorted());
      }),
    );
  });
});

test('a frame’s lines come back, whatever stands in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }) }, { noNullPrototype: true }), { minLength: 1 }),
      (lines) => {
        expect(decodeChunk(encodeLines(lines))).toEqual(lines);
      },
    ),
  );
});

test('a frame is known by its SHA-256', () => {
  const frame = Buffer.from('frame');
  expect(frameHash(frame)).toBe(createHash('sha256').update('frame').digest('base64url'));
});
