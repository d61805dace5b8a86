import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkedPerson, linkFault, mayReplaceAnother, PERMITS_MAX } from '../../../core/permits.ts';

const OLD = 'FRA110190010155';
const NEW = '911250199001010018';
const NEWEST = '911250199001010026';

test('a person is known by the oldest number, along the whole chain', () => {
  const links = new Map([
    [NEWEST, NEW],
    [NEW, OLD],
  ]);
  for (const number of [NEWEST, NEW, OLD]) expect(linkedPerson(links, number)).toBe(OLD);
  expect(linkedPerson(links, '440199199003070013')).toBe('440199199003070013');
});

test('a link that is new, or there already, can be made', () => {
  expect(linkFault(new Map(), { newer: NEW, older: OLD })).toBeNull();
  expect(linkFault(new Map([[NEW, OLD]]), { newer: NEW, older: OLD })).toBeNull();
  expect(linkFault(new Map([[NEW, OLD]]), { newer: NEWEST, older: NEW })).toBeNull();
  // Two later permits of one person, each replacing the first.
  expect(linkFault(new Map([[NEW, OLD]]), { newer: NEWEST, older: OLD })).toBeNull();
});

test('a number leads neither to itself, nor in a circle, nor to two persons', () => {
  expect(linkFault(new Map(), { newer: OLD, older: OLD })).toBe('same-number');
  expect(linkFault(new Map([[NEW, OLD]]), { newer: OLD, older: NEW })).toBe('circle');
  const chain = new Map([
    [NEWEST, NEW],
    [NEW, OLD],
  ]);
  expect(linkFault(chain, { newer: OLD, older: NEWEST })).toBe('circle');
  expect(linkFault(new Map([[NEW, OLD]]), { newer: NEW, older: 'DEU110190010155' })).toBe('other-person');
});

test('a chain has an end', () => {
  const chain = new Map(Array.from({ length: PERMITS_MAX - 1 }, (_, at) => [`${at + 1}`, `${at}`] as const));
  expect(linkedPerson(chain, `${PERMITS_MAX - 1}`)).toBe('0');
  expect(linkFault(chain, { newer: 'next', older: `${PERMITS_MAX - 1}` })).toBe('too-many');
  expect(linkFault(chain, { newer: 'next', older: `${PERMITS_MAX - 2}` })).toBeNull();
  expect(() => linkedPerson(new Map([...chain, ['0', '7']]), '3')).toThrow(RangeError);
});

test('whatever links are admitted one by one, each number leads to one person, whoever asks', () => {
  const number = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  fc.assert(
    fc.property(fc.array(fc.record({ newer: number, older: number }), { maxLength: 12 }), (wanted) => {
      const links = new Map<string, string>();
      for (const link of wanted) if (linkFault(links, link) === null) links.set(link.newer, link.older);
      for (const [newer, older] of links) expect(linkedPerson(links, newer)).toBe(linkedPerson(links, older));
    }),
  );
});

test('only permits can have replaced another number', () => {
  for (const permit of [OLD, NEW, '810000199408230021', '830000199408230021'])
    expect(mayReplaceAnother(permit)).toBe(true);
  for (const resident of ['11010519491231002X', '440199199003070013', '710000199408230021'])
    expect(mayReplaceAnother(resident)).toBe(false);
});
