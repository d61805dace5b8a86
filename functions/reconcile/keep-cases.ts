import { casesBetween, caseKeyOf, readCase, type Unit, writeCases } from '../../adapters/ledger/discrepancies.ts';
import { LedgerError, type Table } from '../../adapters/ledger/table.ts';
import type { Part } from '../../adapters/ledger/reconciliations.ts';
import type { KeyRange } from '../../core/reconcile/blocks.ts';
import { type Case, caseAfter, type Judged, type Run } from '../../core/reconcile/cases.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

export interface Keeping {
  readonly table: Table;
  readonly unit: Unit;
  readonly run: Run;
  /** When it is written, RFC 3339 in UTC. */
  readonly at: string;
}

const WRITTEN_AT_ONCE = 200;
const ROUNDS_MAX = 5;

/**
 * Brings a range's cases to what its run found, both read along the keys: what is new opens one, what is found again is noted, what is
 * found no more closes. Doing it twice changes nothing. Answers how many stay open, by code.
 */
export async function keepCases(
  keeping: Keeping,
  judged: AsyncGenerator<readonly [recordKey: string, judged: Judged]>,
  { from, to }: KeyRange,
): Promise<Part['open']> {
  const open: { [C in Discrepancy]?: number } = {};
  let pending: Change[] = [];
  const flush = async (): Promise<void> => {
    for (const { code, state } of await writeAll(keeping, pending))
      if (state !== 'CLOSED') open[code] = (open[code] ?? 0) + 1;
    pending = [];
  };
  for await (const change of changesOf(casesBetween(keeping.table, keeping.unit, from, to), judged)) {
    pending.push(change);
    if (pending.length === WRITTEN_AT_ONCE) await flush();
  }
  await flush();
  return open;
}

interface Change {
  readonly recordKey: string;
  readonly before: Case | undefined;
  readonly judged: Judged;
}

/** Cases and judgements side by side. */
async function* changesOf(
  cases: AsyncGenerator<Case>,
  judged: AsyncGenerator<readonly [recordKey: string, judged: Judged]>,
): AsyncGenerator<Change> {
  let before = await cases.next();
  for await (const [recordKey, verdict] of judged) {
    for (; before.done !== true && before.value.recordKey < recordKey; before = await cases.next())
      yield { recordKey: before.value.recordKey, before: before.value, judged: null };
    const own = before.done !== true && before.value.recordKey === recordKey ? before.value : undefined;
    if (own !== undefined) before = await cases.next();
    yield { recordKey, before: own, judged: verdict };
  }
  for (; before.done !== true; before = await cases.next())
    yield { recordKey: before.value.recordKey, before: before.value, judged: null };
}

/** Whoever loses a write, to a person's note or to another worker on the range, looks again. Answers the cases as they stand after it. */
async function writeAll(keeping: Keeping, changes: readonly Change[]): Promise<readonly Case[]> {
  const stand: Case[] = [];
  let left = changes;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS_MAX) throw new LedgerError('cases keep losing their writes');
    const planned = left.map((change) => ({ change, after: afterOf(keeping, change) }));
    const toWrite = planned.flatMap(({ change, after }) => (after === null ? [] : [{ change, after }]));
    stand.push(...planned.flatMap(({ change, after }) => (after === null ? (change.before ?? []) : [])));
    const results = await writeCases(
      keeping.table,
      toWrite.map(({ after }) => after),
    );
    stand.push(...toWrite.flatMap(({ after }, at) => (results[at] === 'won' ? [after] : [])));
    const lost = toWrite.filter((_, at) => results[at] === 'lost');
    left = await Promise.all(lost.map(async ({ change }) => ({ ...change, before: await readAgain(keeping, change) })));
  }
  return stand;
}

function afterOf({ unit, run, at }: Keeping, { before, judged }: Change): Case | null {
  const { programme, kind } = unit;
  return caseAfter(before, judged, { ...run, programme, kind, at });
}

async function readAgain({ table, unit }: Keeping, { recordKey }: Change): Promise<Case | undefined> {
  return await readCase(table, caseKeyOf({ ...unit, recordKey }));
}
