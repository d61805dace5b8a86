import { expect, test } from 'vitest';
import { cardNumber, creditCode, oldForeignerNumber, withIdCheck } from '../../local/nights/identifiers.ts';

test('agrees with the published and the project examples of check characters', () => {
  for (const number of [
    '11010519491231002X',
    '440524188001010014',
    '810000199408230021',
    '911398199012310021',
    '440199199003070013',
    '440199199003070021',
  ]) {
    expect(withIdCheck(number.slice(0, 17))).toBe(number);
  }
  expect(creditCode('company', 0)).toBe('91440199MA0000007A');
  expect(creditCode('union', 0)).toBe('81440100MC0000004Q');
});

test('a card passes the Luhn check, or fails it when asked to', () => {
  const luhn = (card: string): number =>
    [...card]
      .toReversed()
      .reduce(
        (sum, digit, place) =>
          sum + (place % 2 === 0 ? Number(digit) : ((Number(digit) * 2) % 10) + Math.floor(Number(digit) / 5)),
        0,
      ) % 10;
  for (const digits of [16, 19] as const) {
    expect(cardNumber(12, { digits, luhn: true })).toHaveLength(digits);
    expect(luhn(cardNumber(12, { digits, luhn: true }))).toBe(0);
    expect(luhn(cardNumber(12, { digits, luhn: false }))).not.toBe(0);
  }
});

test('an old permanent residence number has 15 characters and a check digit by weights 7-3-1', () => {
  const number = oldForeignerNumber(3, true, 'KAZ');
  const sum = Array.from(number.slice(0, 14)).reduce(
    (total, character, place) => total + Number.parseInt(character, 36) * Number([7, 3, 1][place % 3]),
    0,
  );
  expect(number).toMatch(/^KAZ4401\d{8}$/);
  expect(number.at(-1)).toBe(String(sum % 10));
});
