import { type PaymentResult, writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import { isReportedAsMade } from '../../core/ledger/attempt.ts';
import { decideImport } from '../../core/ledger/import.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Translating } from './environment.ts';
import { type Case, claimOf, type Docket, isStranger, itemOf, type Judged, judged } from './judge.ts';
import { stateOf } from './transition.ts';

/** Payments that lose their writes this often, all of them, go back to the queue with their chunk. */
const ROUNDS_MAX = 6;

interface Entry extends Case {
  readonly before: RecordItem | undefined;
  readonly problem: ProblemCode | null;
}

/**
 * Imports payments made before go-live (decision 0027): each is written `IMPORTED` with its claim and its entry in the money journal,
 * and goes nowhere. One whose claim is somebody else's is held: the claim stays where it is, and the person may have been paid twice.
 */
export async function importPayments(translating: Translating, docket: Docket): Promise<readonly Judged[]> {
  const done: Judged[] = [];
  let open: readonly Case[] = docket.lines.flatMap(({ line: place, entry: line }) => {
    const each = { place, line };
    const settled = outsideOf(docket, each);
    if (settled !== null) done.push(settled);
    return settled === null ? [each] : [];
  });
  for (let stuck = 0; open.length > 0;) {
    const lost = await importRound(translating, docket, open, done);
    stuck = lost.length === open.length ? stuck + 1 : 0;
    if (stuck === ROUNDS_MAX) throw new Error(`${lost.length} payments keep losing their write`);
    open = lost;
  }
  return done.toSorted((a, b) => a.place - b.place);
}

/** What the ledger need not be asked for; `null` where it must. */
function outsideOf(docket: Docket, each: Case): Judged | null {
  if (isStranger(docket, each.line)) return judged(each, 'held', 'record.identity-changed');
  return isReportedAsMade(stateOf(each.line.record)) ? null : judged(each, 'rejected', 'history.not-settled');
}

/** Answers what is to be looked at again: what lost its write, and what shares a record or a claim with one of this round. */
async function importRound(
  translating: Translating,
  docket: Docket,
  open: readonly Case[],
  done: Judged[],
): Promise<readonly Case[]> {
  const { turn, later } = turnOf(translating, open);
  const keyOf = ({ line }: Case) => ({ recordKey: line.recordKey, source: docket.system });
  const find = await readRecords(translating.table, turn.map(keyOf));
  const entries: Entry[] = [];
  for (const each of turn) {
    const before = find(keyOf(each));
    const status = stateOf(each.line.record);
    const decision = decideImport({ ...each.line, status }, docket.work.batchId, before);
    if (decision.kind === 'settled') done.push(judged(each, decision.verdict, decision.code));
    else entries.push({ ...each, before, problem: decision.kind === 'correct' ? decision.code : null });
  }
  const results = await write(translating, docket, entries, 'IMPORTED');
  const taken = entries
    .filter((_, index) => results[index] === 'claim-taken')
    .map((entry) => ({ ...entry, problem: 'payment.already-claimed' as const }));
  const heldResults = await write(translating, docket, taken, 'HELD');
  const written = [
    ...entries.filter((_, index) => results[index] === 'won'),
    ...taken.filter((_, index) => heldResults[index] === 'won'),
  ];
  for (const entry of written) done.push(judged(entry, entry.problem === null ? 'applied' : 'held', entry.problem));
  const places = new Set(written.map(({ place }) => place));
  return [...entries.filter(({ place }) => !places.has(place)), ...later];
}

/** One of each record and claim a round: of two that want one claim the first of the chunk has it, whenever the chunk is run. */
function turnOf(translating: Translating, open: readonly Case[]) {
  const taken = new Set<string>();
  const turn: Case[] = [];
  const later: Case[] = [];
  for (const each of open) {
    const wanted = [each.line.recordKey, claimOf(translating, each.line) ?? ''];
    if (wanted.some((key) => taken.has(key))) later.push(each);
    else turn.push(each);
    for (const key of wanted) taken.add(key);
  }
  return { turn, later };
}

async function write(
  translating: Translating,
  docket: Docket,
  entries: readonly Entry[],
  state: 'IMPORTED' | 'HELD',
): Promise<readonly PaymentResult[]> {
  return await writePayments(
    translating.table,
    entries.map((entry) => {
      const claim = claimOf(translating, entry.line);
      return {
        record: itemOf(translating, docket, { ...entry, attempt: entry.before?.attempt ?? 1 }, entry.before, state),
        expectedFence: entry.before?.fence ?? null,
        claim: state === 'HELD' ? null : claim,
        ...(state === 'HELD' && claim !== null ? { beside: claim } : {}),
        code: entry.problem,
      };
    }),
  );
}
