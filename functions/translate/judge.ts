import type { Alias } from '../../adapters/ledger/aliases.ts';
import { type PaymentResult, writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem, type WriteResult, writeRecords } from '../../adapters/ledger/records.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
import { claimKey } from '../../core/identity.ts';
import { isInstruction, isReportedAsMade } from '../../core/ledger/attempt.ts';
import { type Decision, decide } from '../../core/ledger/decide.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { isEarlierAttempt } from '../../core/ledger/import.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { decideRepair } from '../../core/ledger/repair.ts';
import { decideReplay, hindranceToNew, replayCode } from '../../core/ledger/replay.ts';
import type { RecordState } from '../../core/ledger/states.ts';
import { type ChunkLine, sayingOf } from '../../core/lines.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Translating } from './environment.ts';
import type { Frames } from './own-record.ts';
import { attemptAt, isIllegal, stateOf, unsayableTo } from './transition.ts';

const PROVINCE = 'province/yuegonghui';
/** No wire form so far splits a grant into instalments. */
const ONLY_INSTALMENT = 1;
/** Records that lose their writes this often, all of them, go back to the queue with their chunk. */
const ROUNDS_MAX = 6;

export interface Judged {
  /** `applied` is said of an import alone: it is settled as it is written. */
  readonly verdict: 'forward' | 'applied' | 'unchanged' | 'rejected' | 'held' | 'wait';
  readonly line: ChunkLine;
  /** Line in the chunk's frame. */
  readonly place: number;
  readonly code: string | null;
  readonly attempt: number;
  readonly attemptId: string;
}

export interface Docket {
  readonly work: WorkItem;
  readonly system: string;
  readonly kind: Kind;
  readonly tenant: string;
  readonly lines: readonly { readonly line: number; readonly entry: ChunkLine }[];
  readonly aliases: ReadonlyMap<string, Alias>;
  /** Attempts that payments were sent as before the table was put back, by what is said. */
  readonly sentAs: ReadonlyMap<string, number>;
  /** When the table was put back to an earlier time, RFC 3339; `undefined` = never, or there is no money here. */
  readonly restoredAt: string | undefined;
}

export interface Case {
  readonly place: number;
  readonly line: ChunkLine;
}

/** A version to be written: the attempt it belongs to, and what is wrong with it all the same. */
interface Accepted extends Case {
  readonly attempt: number;
  readonly problem: ProblemCode | null;
}

/** Decides every line against the ledger and writes the decision; a line that loses its race is read back and decided anew. */
export async function judge(translating: Translating, docket: Docket): Promise<readonly Judged[]> {
  const done: Judged[] = [];
  let open: readonly Case[] = docket.lines.map(({ line, entry }) => ({ place: line, line: entry }));
  open = open.filter((each) => {
    const stranger = isStranger(docket, each.line);
    if (stranger) done.push(judged(each, docket.kind === 'payment' ? 'held' : 'rejected', 'record.identity-changed'));
    const unsayable =
      stranger || each.line.sent !== undefined ? null : unsayableTo(PROVINCE, docket.system, each.line.record);
    if (unsayable !== null) done.push(judged(each, 'held', unsayable));
    return !stranger && unsayable === null;
  });
  let known = await readKnown(
    translating,
    docket,
    open.filter((each) => each.line.seenBefore),
  );
  for (let stuck = 0; open.length > 0;) {
    const lost = await judgeRound(translating, docket, open, known, done);
    stuck = lost.length === open.length ? stuck + 1 : 0;
    if (stuck === ROUNDS_MAX) throw new Error(`${lost.length} records keep losing their write`);
    open = lost;
    known = await readKnown(translating, docket, lost);
  }
  return done.toSorted((a, b) => a.place - b.place);
}

/** Whether the line's application number was first seen with another person. */
export function isStranger({ aliases }: Docket, line: ChunkLine): boolean {
  const holder = aliases.get(line.alias)?.personKey;
  return holder !== undefined && holder !== line.personKey;
}

interface Known {
  readonly own: (line: ChunkLine) => RecordItem | undefined;
  readonly other: (line: ChunkLine) => RecordItem | undefined;
  /** From the rail the system's instructions leave through. */
  readonly rail: (line: ChunkLine) => RecordItem | undefined;
}

async function readKnown({ table }: Translating, { system }: Docket, cases: readonly Case[]): Promise<Known> {
  if (cases.length === 0) return { own: () => undefined, other: () => undefined, rail: () => undefined };
  const payout = systemById(system)?.payout;
  const sources = [system, PROVINCE, ...(payout === undefined ? [] : [payout])];
  const keys = cases.flatMap(({ line }) => sources.map((source) => ({ recordKey: line.recordKey, source })));
  const find = await readRecords(table, keys);
  return {
    own: (line) => find({ recordKey: line.recordKey, source: system }),
    other: (line) => find({ recordKey: line.recordKey, source: PROVINCE }),
    rail: (line) => (payout === undefined ? undefined : find({ recordKey: line.recordKey, source: payout })),
  };
}

async function judgeRound(
  translating: Translating,
  docket: Docket,
  open: readonly Case[],
  known: Known,
  done: Judged[],
): Promise<readonly Case[]> {
  const accepted: Accepted[] = [];
  const frames: Frames = new Map();
  const later: Case[] = [];
  const inRound = new Set<string>();
  for (const each of open) {
    // Two attempts of one payment may stand in one file: each is decided on what the one before it left.
    if (inRound.has(each.line.recordKey)) {
      later.push(each);
      continue;
    }
    inRound.add(each.line.recordKey);
    const before = known.own(each.line);
    // A rail is told nothing by the province, so nothing it says is an echo.
    const echo = before?.instruction === undefined ? known.other(each.line)?.contentHash : undefined;
    const others = [known.other(each.line), known.rail(each.line)].filter((other) => other !== undefined);
    const decision = decisionOn(docket, each.line, { before, others }, echo);
    if (decision.kind !== 'accept') {
      done.push(settledBy(decision, each, before));
      continue;
    }
    const { record } = each.line;
    const heard = { own: before, other: known.other(each.line), rail: known.rail(each.line) };
    // What is said has one number for good: a failure the table has heard of since may be its own.
    const sentAs = docket.sentAs.get(sayingOf(docket.system, each.line));
    const attempt = sentAs ?? (await attemptAt(translating, record, heard, frames));
    const problem = isIllegal(docket.kind, record, attempt, before) ? 'record.illegal-transition' : null;
    // Money that was paid was paid, whatever its state may follow: the province has to know.
    if (problem !== null && !('batchNo' in record && isReportedAsMade(record.status)))
      done.push(judged(each, 'held', problem));
    else accepted.push({ ...each, attempt, problem });
  }
  const writes = accepted.map((each) => writeOf(translating, docket, each, known));
  if (docket.kind !== 'payment') {
    const results = await writeRecords(translating.table, writes);
    return [...sortOut(accepted, writes, results, done), ...later];
  }
  const results = await writePayments(
    translating.table,
    writes.map((write, index) => ({
      ...write,
      // A rail's word is on an instruction whose claim its city holds.
      claim: write.record.instruction === undefined ? claimOf(translating, accepted[index]?.line) : null,
      code: write.record.problem ?? codeOf(accepted[index]?.line),
    })),
  );
  return [...(await sortOutPayments(translating, accepted, writes, results, done)), ...later];
}

function decisionOn(
  { kind, system, sentAs, restoredAt }: Docket,
  line: ChunkLine,
  { before, others }: { readonly before: RecordItem | undefined; readonly others: readonly RecordItem[] },
  echo: string | undefined,
): Decision {
  const { repairs, replay } = line;
  const money = kind === 'payment';
  if (repairs !== undefined) return decideRepair({ ...line, repairs }, before, money);
  if (replay === undefined) return decide(line, before, money, echo);
  const said = money ? stateOf(line.record) : null;
  if (replay.fence !== null) return decideReplay(line, replay.fence, before, said, others, restoredAt);
  const decision = decide(line, before, money, echo);
  if (decision.kind !== 'accept' || said === null) return decision;
  const hindrance = hindranceToNew(said, before, others, sentAs.has(sayingOf(system, line)), restoredAt);
  return hindrance === null ? decision : { kind: 'unchanged' };
}

function settledBy(
  decision: Exclude<Decision, { kind: 'accept' }>,
  each: Case,
  before: RecordItem | undefined,
): Judged {
  switch (decision.kind) {
    case 'unchanged':
      return judged(each, 'unchanged', null);
    case 'refuse':
      return before?.state === 'IMPORTED' &&
        isEarlierAttempt({ ...each.line, status: stateOf(each.line.record) }, before)
        ? judged(each, 'unchanged', null)
        : judged(each, 'rejected', decision.code);
    case 'hold':
      return judged(each, 'held', decision.code);
    case 'wait':
      return judged(each, 'wait', null);
    case 'ours':
      return before?.state === 'HELD'
        ? judged(each, 'held', before.problem)
        : {
            ...judged(each, 'forward', before?.problem ?? null),
            attempt: before?.attempt ?? 1,
            attemptId: before?.attemptId ?? '',
          };
  }
}

export function judged({ line, place }: Case, verdict: Judged['verdict'], code: string | null): Judged {
  return { verdict, line, place, code, attempt: 1, attemptId: line.messageId };
}

function sortOut(
  accepted: readonly Case[],
  writes: readonly { readonly record: RecordItem }[],
  results: readonly (WriteResult | PaymentResult)[],
  done: Judged[],
): readonly Case[] {
  return accepted.filter((each, index) => {
    const record = writes[index]?.record;
    if (results[index] !== 'won' || record === undefined) return true;
    done.push({ ...judged(each, 'forward', record.problem), attempt: record.attempt, attemptId: record.attemptId });
    return false;
  });
}

/** A payment without the claim: an instruction does not leave; what was done already is recorded, and raised as paid twice if it was paid. */
async function sortOutPayments(
  translating: Translating,
  accepted: readonly Case[],
  writes: readonly { readonly record: RecordItem; readonly expectedFence: number | null }[],
  results: readonly PaymentResult[],
  done: Judged[],
): Promise<readonly Case[]> {
  const lost = sortOut(accepted, writes, results, done);
  const withoutClaim = accepted.flatMap((each, index) => {
    const write = writes[index];
    return results[index] === 'claim-taken' && write !== undefined ? [{ each, write }] : [];
  });
  if (withoutClaim.length === 0) return lost;
  const second = withoutClaim.map(({ each, write: { record, expectedFence } }) => {
    const code = isReportedAsMade(record.status) ? 'payment.paid-twice' : 'payment.already-claimed';
    const state = isInstruction(record.status) ? 'HELD' : 'PENDING';
    const claim = state === 'HELD' ? null : claimOf(translating, each.line);
    const beside = claim === null ? {} : { beside: claim };
    return { record: withProblem(record, state, code), expectedFence, claim: null, code, ...beside };
  });
  const outcomes = await writePayments(translating.table, second);
  return lost.filter((each) => {
    const index = withoutClaim.findIndex((entry) => entry.each === each);
    const record = second[index]?.record;
    if (index < 0 || outcomes[index] !== 'won' || record === undefined) return true;
    const verdict = record.state === 'HELD' ? 'held' : 'forward';
    done.push({ ...judged(each, verdict, record.problem), attempt: record.attempt, attemptId: record.attemptId });
    return false;
  });
}

/** The claim a payment needs, across cities and years; a cancelled one asks for none. */
export function claimOf({ claimGroups }: Translating, line: ChunkLine | undefined): string | null {
  if (line === undefined || !('fundingLevel' in line.record) || line.record.status === 'CANCELLED') return null;
  const { programmeCode, fundingLevel } = line.record;
  return claimKey(
    claimGroups[programmeCode] ?? programmeCode,
    line.claimant ?? line.personKey,
    fundingLevel,
    ONLY_INSTALMENT,
  );
}

function withProblem(record: RecordItem, state: RecordState, problem: ProblemCode): RecordItem {
  const history = appendTransition(record.history, { at: new Date(record.at), state, code: problem });
  return { ...record, state, problem, history };
}

function writeOf(translating: Translating, docket: Docket, accepted: Accepted, known: Known) {
  const before = known.own(accepted.line);
  return { record: itemOf(translating, docket, accepted, before, 'PENDING'), expectedFence: before?.fence ?? null };
}

/** What a history says of a version that nothing is wrong with: the plan that sent it again. */
function codeOf(line: ChunkLine | undefined): string | null {
  return line?.replay === undefined ? null : replayCode(line.replay.replayId);
}

/** The record's item as this version of it makes it. */
export function itemOf(
  { clock }: Translating,
  docket: Docket,
  { line, place, attempt, problem }: Accepted,
  before: RecordItem | undefined,
  state: RecordState,
): RecordItem {
  const now = clock.now();
  return {
    recordKey: line.recordKey,
    source: docket.system,
    kind: docket.kind,
    tenant: docket.tenant,
    state,
    fence: (before?.fence ?? 0) + 1,
    order: line.order,
    contentHash: line.contentHash,
    messageId: line.messageId,
    personKey: line.personKey,
    batchId: docket.work.batchId,
    row: line.row,
    pointer: formatPointer({ ...docket.work.pointer, line: place }),
    attemptId: line.messageId,
    attempt,
    sender: '',
    problem,
    fen: line.fen,
    sequence: 0,
    status: stateOf(line.record),
    history: appendTransition(before?.history ?? '', { at: now, state, code: problem ?? codeOf(line) }),
    at: now.toISOString(),
    ...(before?.instruction === undefined ? {} : { instruction: before.instruction }),
  };
}
