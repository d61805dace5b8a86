import type { Bug } from '../bug.ts';

const INGEST = 'functions/ingest/ingest.ts';

/** A file is taken whole, once, and compared with what was accepted before. */
export const BATCH_BUGS: readonly Bug[] = [
  {
    name: 'totals-gate-skipped',
    says: 'A file is taken in whatever its manifest says of its rows and its total.',
    edits: [
      {
        file: INGEST,
        from: 'totalsProblem(batch, reading) ?? (await',
        to: '(await',
      },
    ],
  },
  {
    name: 'total-not-compared',
    says: "A file's sum of money is not compared with its manifest's.",
    edits: [
      {
        file: INGEST,
        from: "if (manifest.totalFen !== null && reading.readableFen !== manifest.totalFen) return 'batch.total-mismatch';",
        to: '',
      },
    ],
  },
  {
    name: 'rejected-counted-as-applied',
    says: 'Rows that were rejected are counted as applied.',
    seeds: [5],
    edits: [
      {
        file: INGEST,
        from: 'settled: { rejected, unchanged: merged.unchanged },',
        to: 'settled: { applied: rejected, unchanged: merged.unchanged },',
      },
    ],
  },
  {
    name: 'attempts-in-a-file-dropped',
    says: 'Of two attempts of a payment in one file only the last is kept, and the other is counted nowhere.',
    seeds: [11],
    edits: [
      {
        file: 'core/lines.ts',
        from: 'return { kept: rowsAt(resolved.kept), rejected:',
        to: 'return { kept: rowsAt(resolved.kept).slice(-1), rejected:',
      },
    ],
  },
  {
    name: 'snapshot-flipped-apart',
    says: 'The snapshot is put in place first, the batch is ended after it.',
    seeds: [5],
    edits: [
      {
        file: 'adapters/ledger/batches.ts',
        from: '  const reasons = await transact(table, [\n    { Update: update },\n',
        to: '  const reasons = await transact(table, [\n',
      },
      {
        file: 'adapters/ledger/batches.ts',
        from: '  return reasons === null;\n',
        to: '  return reasons === null && (await sendUpdate(table, update));\n',
      },
    ],
  },
  {
    name: 'history-gate-skipped',
    says: 'A city may pay before two people have signed off what it paid before go-live.',
    edits: [
      {
        file: 'functions/ingest/history-gate.ts',
        from: "return (await isHistorySigned(table, tenant)) ? PASSES : { problem: 'history.not-signed-off', flip: null };",
        to: 'return (await isHistorySigned(table, tenant)) ? PASSES : PASSES;',
      },
    ],
  },
  {
    name: 'held-for-its-history-for-good',
    says: 'A batch that waits for the sign-off is never looked at again.',
    edits: [
      {
        file: 'adapters/ledger/batches.ts',
        from: "const isDue = outcome.state === 'HELD' && outcome.problem === UNTIL_SIGNED;",
        to: "const isDue = outcome.state === 'HELD' && outcome.problem === null;",
      },
    ],
  },
];
