import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyHead, hashOf, headAfter, nextEntry } from '../../core/audit/chain.ts';
import type { AuditAct, AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import { type Known, verifyChain } from '../../core/audit/verify-chain.ts';

const TENANT = 'guangzhou';

const acts = fc.array(
  fc.record({
    tenant: fc.constant(TENANT),
    by: fc.constantFrom('operator', 'approver'),
    action: fc.constantFrom('case.note', 'statement.said', 'replay.approved'),
    about: fc.string({ maxLength: 8 }),
    detail: fc.dictionary(
      fc.string({ maxLength: 4 }).filter((name) => name !== '__proto__'),
      fc.oneof(fc.string({ maxLength: 4 }), fc.integer(), fc.boolean(), fc.constant(null)),
      { maxKeys: 3 },
    ),
  }),
  { minLength: 2, maxLength: 12 },
);

interface Chain {
  readonly entries: readonly AuditEntry[];
  readonly known: Known;
}

/** A chain as it grew, with its end kept, and an end anchored on the way and at last. */
function grown(list: readonly AuditAct[]): Chain {
  const entries: AuditEntry[] = [];
  let head: ChainHead = emptyHead(TENANT);
  for (const [index, act] of list.entries()) {
    const entry = nextEntry(head, act, { id: `id-${index}`, at: `2026-11-24T00:00:0${index % 10}.000Z` });
    entries.push(entry);
    head = headAfter(entry);
  }
  const half = entries[Math.floor(entries.length / 2) - 1] ?? head;
  const anchors = [
    { ...half, date: '2026-11-23' },
    { ...head, date: '2026-11-24' },
  ];
  return { entries, known: { tenant: TENANT, head, anchors } };
}

const chains = acts.map(grown);
const chainAndPlace = chains.chain((chain) =>
  fc.tuple(fc.constant(chain), fc.integer({ min: 0, max: chain.entries.length - 1 })),
);

const found = ({ entries, known }: Chain): readonly string[] =>
  verifyChain(entries, known).map(({ kind, sequence }) => `${kind} ${sequence}`);

/** Each field changed to something it is not. */
const edits: Readonly<Record<string, (entry: AuditEntry) => AuditEntry>> = {
  tenant: (entry) => ({ ...entry, tenant: 'shenzhen' }),
  by: (entry) => ({ ...entry, by: `${entry.by}x` }),
  action: (entry) => ({ ...entry, action: 'case.owned' }),
  about: (entry) => ({ ...entry, about: `${entry.about}x` }),
  at: (entry) => ({ ...entry, at: '2026-11-25T00:00:00.000Z' }),
  id: (entry) => ({ ...entry, id: 'another' }),
  detail: (entry) => ({ ...entry, detail: { ...entry.detail, fen: '150000' } }),
  'a number for its text': (entry) => ({
    ...entry,
    detail: { ...entry.detail, x: entry.detail['x'] === '1' ? 1 : '1' },
  }),
  sequence: (entry) => ({ ...entry, sequence: entry.sequence + 100 }),
  'the next sequence': (entry) => ({ ...entry, sequence: entry.sequence + 1 }),
  previous: (entry) => ({ ...entry, previous: 'f'.repeat(64) }),
  hash: (entry) => ({ ...entry, hash: 'f'.repeat(64) }),
};

test('a chain as it grew has nothing wrong, whole or from any place on', () => {
  fc.assert(
    fc.property(chainAndPlace, ([{ entries, known }, place]) => {
      expect(verifyChain(entries, known)).toEqual([]);
      const from = entries[place];
      expect(verifyChain(entries.slice(place + 1), { ...known, ...(from && { from }) })).toEqual([]);
    }),
  );
});

test.each(Object.keys(edits))('an entry with another %s is found at its place, and nothing else', (name) => {
  fc.assert(
    fc.property(chainAndPlace, ([chain, place]) => {
      const entries = chain.entries.map((entry, index) => (index === place ? (edits[name]?.(entry) ?? entry) : entry));
      expect(found({ ...chain, entries })).toEqual([`edited ${place + 1}`]);
    }),
  );
});

test('an entry that was changed and hashed anew is found at its place', () => {
  fc.assert(
    fc.property(chainAndPlace, fc.constantFrom('about', 'detail', 'by', 'previous'), ([chain, place], name) => {
      const entries = chain.entries.map((entry, index) => {
        const changed = index === place ? edits[name]?.(entry) : undefined;
        return changed === undefined ? entry : { ...changed, hash: hashOf(changed) };
      });
      const sequences = verifyChain(entries, chain.known).map(({ sequence }) => sequence);
      expect(sequences).toEqual([place + 1]);
    }),
  );
});

test('an entry that was taken out is found at its place', () => {
  fc.assert(
    fc.property(chainAndPlace, ([chain, place]) => {
      const entries = chain.entries.toSpliced(place, 1);
      const last = place === chain.entries.length - 1;
      expect(found({ ...chain, entries })).toEqual([`${last ? 'truncated' : 'deleted'} ${place + 1}`]);
    }),
  );
});

test('two entries that changed places are both found', () => {
  fc.assert(
    fc.property(chainAndPlace, fc.nat(), ([chain, place], step) => {
      const { length } = chain.entries;
      const other = (place + 1 + (step % (length - 1))) % length;
      const entries = chain.entries.map((entry, index) => {
        if (index === place) return chain.entries[other] ?? entry;
        return index === other ? (chain.entries[place] ?? entry) : entry;
      });
      const [first, second] = [place, other].toSorted((a, b) => a - b);
      expect(found({ ...chain, entries })).toEqual([`reordered ${(first ?? 0) + 1}`, `reordered ${(second ?? 0) + 1}`]);
    }),
  );
});

test('a chain cut off is found, though its kept end was moved back', () => {
  fc.assert(
    fc.property(chainAndPlace, ([chain, place]) => {
      const entries = chain.entries.slice(0, place);
      const head = entries.at(-1) ?? { sequence: 0, hash: '0'.repeat(64) };
      expect(found({ entries, known: { ...chain.known, head } })).toEqual([`truncated ${place + 1}`]);
      expect(found({ entries, known: { ...chain.known, head: null } })).toEqual([`truncated ${place + 1}`]);
    }),
  );
});

test('an entry that stands there twice, in two versions, is a fork', () => {
  fc.assert(
    fc.property(chainAndPlace, ([chain, place]) => {
      const entry = chain.entries[place];
      if (entry === undefined) throw new RangeError('no such entry');
      const other = { ...entry, about: `${entry.about}x` };
      const entries = chain.entries.toSpliced(place + 1, 0, { ...other, hash: hashOf(other) });
      expect(found({ ...chain, entries })).toEqual([`forked ${place + 1}`]);
    }),
  );
});

test('a chain written anew from any entry on, its kept end with it, is a fork at the next anchor', () => {
  fc.assert(
    fc.property(chainAndPlace, ([chain, place]) => {
      const acted = chain.entries.map((entry, index) => (index < place ? entry : { ...entry, by: 'nobody' }));
      const { entries, known } = grown(acted);
      const next = chain.known.anchors.find(({ sequence }) => sequence > place);
      const [first] = found({ entries, known: { ...known, anchors: chain.known.anchors } });
      expect(first).toBe(`forked ${next?.sequence}`);
    }),
  );
});

test('a kept end that is gone, or moved back behind an anchor, is found though all entries are there', () => {
  fc.assert(
    fc.property(chainAndPlace, ([{ entries, known }, place]) => {
      const head = entries[place - 1] ?? { sequence: 0, hash: '0'.repeat(64) };
      expect(found({ entries, known: { ...known, head } })).toEqual([`truncated ${place + 1}`]);
      expect(found({ entries, known: { ...known, head: null, anchors: [] } })).toEqual([
        `truncated ${entries.length + 1}`,
      ]);
      const from = entries.at(-1);
      expect(found({ entries: [], known: { ...known, head: null, ...(from && { from }) } })).toHaveLength(1);
    }),
  );
});
