import type { Bug } from '../bug.ts';

const WORK = 'adapters/ledger/work.ts';
const ALONE =
  'if (next.length === 0) return await unlessConditionFails(table.client.send(new UpdateItemCommand(update)));';

/** Work ends once, together with what goes on from it; what is due is found again. */
export const WORK_BUGS: readonly Bug[] = [
  {
    name: 'ended-before-its-successor',
    says: 'Work ends first, and the work that goes on from it is written afterwards.',
    seeds: [14],
    edits: [
      {
        file: WORK,
        from: ALONE,
        to: `const ended = await unlessConditionFails(table.client.send(new UpdateItemCommand(update)));
  if (ended) await openWork(table, next);
  if (table !== undefined) return ended;`,
      },
    ],
  },
  {
    name: 'successor-before-its-end',
    says: 'The work that goes on is written first, and the work it comes from is ended afterwards.',
    seeds: [20],
    edits: [
      {
        file: WORK,
        from: ALONE,
        to: `await openWork(table, next);
  if (table !== undefined) return await unlessConditionFails(table.client.send(new UpdateItemCommand(update)));`,
      },
    ],
  },
  {
    name: 'forwarded-counted-as-applied',
    says: 'Rows that go on to their destination are counted as applied by the chunk already.',
    edits: [
      {
        file: 'functions/translate/chunk.ts',
        from: "if (verdict === 'forward' || verdict === 'wait') continue;\n    settled[verdict] = add(settled[verdict], { rows: 1, fen: line.fen });",
        to: "if (verdict === 'wait') continue;\n    const outcome = verdict === 'forward' ? 'applied' : verdict;\n    settled[outcome] = add(settled[outcome], { rows: 1, fen: line.fen });",
      },
    ],
  },
  {
    name: 'payout-counted-beside-its-rows',
    says: 'What goes to a rail is counted beside the rows that tell the province of it.',
    edits: [
      {
        file: 'core/work-key.ts',
        from: 'return `P${deliverySortKey(run, chunk, chunkTries, tries).slice(1)}`;',
        to: 'return `D${deliverySortKey(run, chunk + 500, chunkTries, tries).slice(1)}`;',
      },
    ],
  },
  {
    name: 'sweeper-takes-what-it-finds',
    says: 'The sweeper takes what it sends again out of the index.',
    edits: [
      {
        file: WORK,
        from: "UpdateExpression: 'SET dueAt = :next',",
        to: "UpdateExpression: 'SET dueAt = :next REMOVE duePk',",
      },
    ],
  },
  {
    name: 'events-forgotten-by-a-restore',
    says: 'Events the table forgot when it was put back are not looked for in the vault.',
    edits: [
      {
        file: 'functions/sweep/recover-inbounds.ts',
        from: '  while (hasTime()) {',
        to: '  while (made > 0 && hasTime()) {',
      },
    ],
  },
];
