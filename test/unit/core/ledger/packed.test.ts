import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendTransition,
  HISTORY_TRANSITIONS_MAX,
  type Transition,
  unpackTransitions,
} from '../../../../core/ledger/history.ts';
import { orderOf } from '../../../../core/ledger/order.ts';
import { formatPointer, parsePointer } from '../../../../core/ledger/pointer.ts';
import { RECORD_STATES } from '../../../../core/ledger/states.ts';

const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
const transition: fc.Arbitrary<Transition> = fc.record({
  at: seconds.map((at) => new Date(at * 1000)),
  state: fc.constantFrom(...RECORD_STATES),
  code: fc.option(fc.stringMatching(/^[a-z]{1,8}\.[a-z-]{1,12}$/)),
});

describe('the history of a record', () => {
  test('unpacks to the last 16 transitions that were appended', () => {
    fc.assert(
      fc.property(fc.array(transition, { maxLength: 40, size: 'max' }), (transitions) => {
        const packed = transitions.reduce(appendTransition, '');
        expect(unpackTransitions(packed)).toEqual(transitions.slice(-HISTORY_TRANSITIONS_MAX));
      }),
    );
  });

  test('looks as documented', () => {
    const at = new Date('2026-11-22T15:05:00Z');
    const packed = appendTransition(appendTransition('', { at, state: 'PENDING', code: null }), {
      at,
      state: 'DELIVERED',
      code: 'applied',
    });
    expect(packed).toMatch(/^P[0-9a-z]{6} D[0-9a-z]{6}:applied$/);
  });

  test.each(['Xtb2kq8', 'P', 'P!', 'Ptb2kq8  Dtb2kq8'])('%j is refused', (packed) => {
    expect(() => unpackTransitions(packed)).toThrow(RangeError);
  });
});

describe('the order of versions', () => {
  const instant = seconds.map((at) => new Date(at * 1000).toISOString());
  const version = fc.tuple(instant, fc.integer({ min: 0, max: 999_999_999_999 }));

  test('compares as text, by time first and by sequence within a time', () => {
    fc.assert(
      fc.property(version, version, ([at, sequence], [otherAt, otherSequence]) => {
        const expected = Date.parse(at) - Date.parse(otherAt) || sequence - otherSequence;
        const [order, other] = [orderOf(at, sequence), orderOf(otherAt, otherSequence)];
        expect(Math.sign(expected)).toBe(order < other ? -1 : Number(order > other));
      }),
    );
  });

  test('is the same for one instant in two zones', () => {
    expect(orderOf('2026-11-22T23:05:00+08:00', 42)).toBe(orderOf('2026-11-22T15:05:00Z', 42));
    expect(orderOf('2026-11-22T23:05:00+08:00', 42)).toBe('2026-11-22T15:05:00.000Z#000000000042');
  });

  test('of what is no time is refused without repeating it', () => {
    expect(() => orderOf('44010619900307001X', 1)).toThrow('not a timestamp: 18 characters');
  });
});

describe('a pointer to a record', () => {
  const pointer = fc.record({
    object: fc.stringMatching(/^[a-zA-Z0-9/._-]{1,40}$/),
    frame: fc.nat(),
    offset: fc.nat(),
    length: fc.nat(),
    line: fc.nat(),
  });

  test('comes back as it was', () => {
    fc.assert(
      fc.property(pointer, (made) => {
        expect(parsePointer(formatPointer(made))).toEqual(made);
      }),
    );
  });

  test.each(['', 'a', 'a#1#2#3', '#1#2#3#4', 'a#1#2#3#4#5', 'a#x#2#3#4', 'a#1#2##4', 'a#1#-2#3#4', 'a#1#2#3#4.5'])(
    '%j is refused',
    (text) => {
      expect(() => parsePointer(text)).toThrow(RangeError);
    },
  );
});
