import { writePayments } from '../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
import { messageId, payeeKey, paymentNo } from '../../core/identity.ts';
import { isInstruction } from '../../core/ledger/attempt.ts';
import { appendTransition } from '../../core/ledger/history.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import { decideInstruction, isUnwritable } from '../../core/payout.ts';
import type { Payment } from '../../schemas/canonical/payment.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { Translating } from './environment.ts';
import type { Judged } from './judge.ts';

/** Instructions that lose their writes this often wait in a successor. */
const ROUNDS_MAX = 3;

export interface OpenedInstructions {
  /** The lines as judged, but for instructions that may not leave: held, or to be looked at again. */
  readonly judged: readonly Judged[];
  /** The rail to deliver to; `null` where nothing goes to one. */
  readonly rail: string | null;
  readonly lines: readonly DeliveryLine[];
}

interface Case {
  readonly judged: Judged;
  readonly payment: Payment;
  readonly wire: readonly string[];
  readonly messageId: string;
}

/**
 * Opens, for the instructions among the lines that hold their claim, an item of the rail each. An instruction the rail has already,
 * or can't take, goes nowhere: its own item is HELD, and the province does not hear of it either. Repeating it opens nothing twice.
 */
export async function openInstructions(
  translating: Translating,
  work: WorkItem,
  source: string,
  judged: readonly Judged[],
): Promise<OpenedInstructions> {
  const rail = railOf(source);
  const wanted = rail === undefined ? [] : judged.filter(isPayable);
  if (rail === undefined || wanted.length === 0) return { judged, rail: null, lines: [] };
  const changed = new Map<Judged, Judged>();
  const refused = new Map<Judged, ProblemCode>();
  const cases: Case[] = [];
  for (const entry of wanted) {
    const wire = wireAt(rail, entry);
    if (wire === null) refused.set(entry, 'payment.rail-uncarried');
    else cases.push(caseOf(rail, entry, wire));
  }
  const opened = new Set<Case>();
  let open = cases;
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS_MAX) break;
    open = await openRound(translating, work, source, rail, open, { opened, refused, changed });
  }
  for (const { judged: entry } of open) changed.set(entry, waiting(entry));
  for (const [entry, after] of await holdRefused(translating, source, refused)) changed.set(entry, after);
  return {
    judged: judged.map((entry) => changed.get(entry) ?? entry),
    rail: rail.id,
    lines: cases.filter((each) => opened.has(each)).map((each) => lineOf(rail, source, each)),
  };
}

function railOf(source: string): System | undefined {
  const payout = systemById(source)?.payout;
  return payout === undefined ? undefined : systemById(payout);
}

/** An instruction that goes on has its claim (decision 0017). */
function isPayable({ verdict, line }: Judged): boolean {
  return verdict === 'forward' && 'batchNo' in line.record && isInstruction(line.record.status);
}

/** The instruction in the rail's form; `null` where the form can't hold it. */
function wireAt(rail: System, { line, attempt }: Judged): readonly string[] | null {
  const mapping = mappingOf(rail, 'payment');
  const payment = line.record as Payment;
  if (mapping?.form !== 'table' || rail.file.form !== 'text') throw new Error(`${rail.id} takes no file of payments`);
  if (mapping.uncarried(payment).length > 0) return null;
  const cells = mapping.encode(payment, { paymentNo: paymentNo(line.recordKey, attempt) });
  return isUnwritable(cells, rail.file.delimiter) ? null : cells;
}

function caseOf(rail: System, judged: Judged, wire: readonly string[]): Case {
  const { line, attempt } = judged;
  // One for each version of the city's: said again after it was stopped, it is another.
  const id = messageId(rail.id, line.recordKey, attempt, line.messageId);
  return { judged, payment: line.record as Payment, wire, messageId: id };
}

interface Outcome {
  readonly opened: Set<Case>;
  readonly refused: Map<Judged, ProblemCode>;
  readonly changed: Map<Judged, Judged>;
}

/** Decides each against what the rail has, writes what is new; answers those that lost their write. */
async function openRound(
  translating: Translating,
  work: WorkItem,
  source: string,
  rail: System,
  cases: readonly Case[],
  { opened, refused, changed }: Outcome,
): Promise<Case[]> {
  const keyOf = ({ judged }: Case) => ({ recordKey: judged.line.recordKey, source: rail.id });
  const find = await readRecords(translating.table, cases.map(keyOf));
  const indexKey = await translating.secrets.indexKey();
  const fresh: { readonly each: Case; readonly before: RecordItem | undefined }[] = [];
  for (const each of cases) {
    const before = find(keyOf(each));
    const decision = decideInstruction({ attempt: each.judged.attempt, messageId: each.messageId }, before);
    if (decision === 'open') fresh.push({ each, before });
    else if (decision === 'ours') opened.add(each);
    else if (decision === 'wait') changed.set(each.judged, waiting(each.judged));
    else refused.set(each.judged, 'payment.already-instructed');
  }
  const results = await writePayments(
    translating.table,
    fresh.map(({ each, before }) => ({
      record: itemOf(translating, work, source, rail, each, before, indexKey),
      expectedFence: before?.fence ?? null,
      // The instruction's own item holds it.
      claim: null,
      code: null,
    })),
  );
  return fresh.flatMap(({ each }, index) => {
    if (results[index] !== 'won') return [each];
    opened.add(each);
    return [];
  });
}

function itemOf(
  { clock }: Translating,
  work: WorkItem,
  source: string,
  rail: System,
  { judged, payment, messageId: id }: Case,
  before: RecordItem | undefined,
  indexKey: Uint8Array,
): RecordItem {
  const { line, place, attempt } = judged;
  const now = clock.now();
  return {
    recordKey: line.recordKey,
    source: rail.id,
    kind: 'payment',
    tenant: work.tenant,
    state: 'PENDING',
    fence: (before?.fence ?? 0) + 1,
    // Before anything the rail will say.
    order: '',
    contentHash: line.contentHash,
    messageId: id,
    personKey: line.personKey,
    batchId: work.batchId,
    row: line.row,
    pointer: formatPointer({ ...work.pointer, line: place }),
    attemptId: id,
    attempt,
    sender: '',
    problem: null,
    fen: line.fen,
    sequence: 0,
    status: payment.status,
    history: appendTransition(before?.history ?? '', { at: now, state: 'PENDING', code: null }),
    at: now.toISOString(),
    instruction: {
      number: paymentNo(line.recordKey, attempt),
      payee: payeeKey(indexKey, payment),
      origin: source,
      file: '',
    },
  };
}

/** The province hears of a payment before the bank does, and its refusal stops it. */
function lineOf(rail: System, source: string, { judged, wire, messageId: id }: Case): DeliveryLine {
  const { line, place } = judged;
  return {
    recordKey: line.recordKey,
    source: rail.id,
    kind: 'payment',
    messageId: id,
    attemptId: id,
    fen: line.fen,
    after: line.recordKey,
    afterSource: source,
    row: line.row,
    line: place,
    wire,
  };
}

/**
 * An instruction that may not leave is HELD where it came from; one that has moved on meanwhile is looked at again. One that has left
 * is repeated here after the rail's own word has taken its instruction's place: it goes on to where it is counted as what it came to.
 */
async function holdRefused(
  { table, clock }: Translating,
  source: string,
  refused: ReadonlyMap<Judged, ProblemCode>,
): Promise<readonly (readonly [Judged, Judged])[]> {
  if (refused.size === 0) return [];
  const now = clock.now();
  const entries = [...refused];
  const find = await readRecords(
    table,
    entries.map(([{ line }]) => ({ recordKey: line.recordKey, source })),
  );
  const writes = entries.flatMap(([entry, code]) => {
    const item = find({ recordKey: entry.line.recordKey, source });
    if (item?.messageId !== entry.line.messageId || item.state !== 'PENDING') return [];
    const history = appendTransition(item.history, { at: now, state: 'HELD', code });
    const record: RecordItem = {
      ...item,
      state: 'HELD',
      problem: code,
      fence: item.fence + 1,
      history,
      at: now.toISOString(),
    };
    return [{ entry, record, expectedFence: item.fence, claim: null, code }];
  });
  const results = await writePayments(table, writes);
  const held = new Set(writes.filter((_, index) => results[index] === 'won').map(({ entry }) => entry));
  return entries.map(([entry, code]) => {
    if (held.has(entry)) return [entry, { ...entry, verdict: 'held', code }];
    return [entry, hasLeft(find({ recordKey: entry.line.recordKey, source }), entry) ? entry : waiting(entry)];
  });
}

/** Nothing of this version leaves before its instruction stands at the rail: where it has left, the rail has it. */
function hasLeft(item: RecordItem | undefined, { line }: Judged): boolean {
  return item?.messageId === line.messageId && item.state !== 'PENDING' && item.state !== 'HELD';
}

function waiting(entry: Judged): Judged {
  return { ...entry, verdict: 'wait' };
}
