import { createHash } from 'node:crypto';
import { CELL, readInstructions, sumOf, writeReturn } from '../../../local/simulators/bank/payout-file.ts';
import { type Upload, uploadOf } from '../scenario/batch.ts';
import { type BankKnobs, type BankPayment, carriedOut, detailOf, entered, reversed, USUAL_BANK } from './bank-books.ts';
import { answer, type OutsideAnswer, type OutsideRequest, type OutsideSettings, problem, unsigned } from './http.ts';

export interface BankSettings extends OutsideSettings {
  readonly knobs?: Partial<BankKnobs>;
}

/** A bank's 代发: files of instructions in, returns (回盘) and what came back (退票) out. */
export interface BankModel {
  handle(request: OutsideRequest): OutsideAnswer;
  /** Returns written by now, to be pushed as batches; each once. */
  dueReturns(now: Date): readonly Upload[];
  /** When something happens next by itself; `null` when nothing does. */
  nextDue(): Date | null;
  setKnobs(change: Partial<BankKnobs>): void;
  figures(): BankFigures;
  payments(): readonly BankPayment[];
  /** Grants paid more than once, and not come back. */
  paidTwice(): readonly (readonly BankPayment[])[];
}

export interface BankFigures {
  readonly files: number;
  /** By state, in the bank's words. */
  readonly states: Readonly<Record<string, { readonly rows: number; readonly fen: bigint }>>;
}

interface Bank {
  readonly settings: BankSettings;
  readonly files: Map<string, { readonly sha256: string; readonly rows: number }>;
  readonly payments: Map<string, BankPayment>;
  readonly outgoing: Upload[];
  knobs: BankKnobs;
  /** What happens by itself, the next one first. */
  tasks: readonly Task[];
  /** Returns written so far. */
  written: number;
}

interface Task {
  readonly ms: number;
  readonly work: (ms: number) => void;
}

const ROUTE = /^\/payouts\/([A-Z0-9]{8,40}\.txt)$/;
const CHINA_OFFSET_MS = 28_800_000;

export function createBankModel(settings: BankSettings): BankModel {
  const bank: Bank = {
    settings,
    files: new Map(),
    payments: new Map(),
    outgoing: [],
    knobs: { ...USUAL_BANK, ...settings.knobs },
    tasks: [],
    written: 0,
  };
  return {
    handle: (request) => handle(bank, request),
    dueReturns: (now) => {
      moveTo(bank, now.getTime());
      return bank.outgoing.splice(0);
    },
    nextDue: () => {
      if (bank.outgoing.length > 0) return settings.now();
      const [next] = bank.tasks;
      return next === undefined ? null : new Date(next.ms);
    },
    setKnobs: (change) => {
      bank.knobs = { ...bank.knobs, ...change };
    },
    figures: () => ({ files: bank.files.size, states: statesOf([...bank.payments.values()]) }),
    payments: () => [...bank.payments.values()],
    paidTwice: () => {
      const paid = [...bank.payments.values()].filter(({ state }) => state === '成功');
      return [...Map.groupBy(paid, ({ grant }) => grant).values()].filter((grant) => grant.length > 1);
    },
  };
}

function handle(bank: Bank, request: OutsideRequest): OutsideAnswer {
  const nowMs = bank.settings.now().getTime();
  moveTo(bank, nowMs);
  const refused = unsigned(bank.settings, request);
  if (refused !== undefined) return refused;
  const [, file] = ROUTE.exec(request.path) ?? [];
  if (file === undefined) return problem(404, 'request.no-route', 'no such route');
  if (request.method === 'PUT') return put(bank, file, request.body, nowMs);
  if (request.method !== 'GET') return problem(405, 'request.method', 'no such method here');
  return bank.files.has(file)
    ? answer(200, { file, state: 'ACCEPTED' })
    : problem(404, 'payout.not-found', 'the bank has no file of this name');
}

/** A file is taken or refused as a whole; a 客户流水号 is taken once, whatever the file. */
function put(bank: Bank, file: string, bytes: Buffer, nowMs: number): OutsideAnswer {
  const { files, payments, knobs } = bank;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = files.get(file);
  if (known !== undefined)
    return known.sha256 === sha256
      ? answer(200, { file, rows: known.rows })
      : problem(409, 'file.other-bytes', 'a file of this number with other content is here');
  const read = readInstructions(bytes);
  if (typeof read === 'string') return problem(422, read, 'nothing of the file is carried out');
  if (file !== `${read.batchNo}.txt`) return problem(422, 'file.name', 'nothing of the file is carried out');
  if (read.details.some(({ number }) => payments.has(number)))
    return problem(409, 'payment.number-used', 'a 客户流水号 was used before; nothing of the file is carried out');
  for (const payment of entered(read)) payments.set(payment.number, payment);
  files.set(file, { sha256, rows: read.details.length });
  later(bank, nowMs + knobs.returnAfterMs, (at) => settle(bank, read.batchNo, at));
  return answer(201, { file, rows: read.details.length });
}

function settle(bank: Bank, batchNo: string, ms: number): void {
  const { payments, knobs, settings } = bank;
  const random = (): number => settings.random.next();
  const open = [...payments.values()].filter((payment) => payment.batchNo === batchNo);
  const done = open.map((payment) => carriedOut(payment, knobs, random));
  send(bank, '回盘', batchNo, done, ms);
  const back = done.filter(({ state }) => state === '成功' && random() < knobs.reversed);
  if (back.length > 0)
    later(bank, ms + knobs.reverseAfterMs, (at) => send(bank, '退票', batchNo, back.map(reversed), at));
}

function send(
  bank: Bank,
  document: '回盘' | '退票',
  batchNo: string,
  payments: readonly BankPayment[],
  ms: number,
): void {
  bank.written += 1;
  for (const payment of payments) bank.payments.set(payment.number, payment);
  const details = payments.map(detailOf);
  const upload = uploadOf({
    tenant: 'bank',
    system: 'bank/payout',
    kind: 'payment',
    programmeYear: Number(payments[0]?.cells[CELL.year] ?? 0),
    businessDate: new Date(ms + CHINA_OFFSET_MS).toISOString().slice(0, 10),
    sequence: bank.written,
    fileName: `${batchNo}-${document === '回盘' ? 'return' : `reversal-${bank.written}`}.txt`,
    bytes: writeReturn(document, batchNo, details),
    rows: payments.length,
    totalFen: String(sumOf(details)),
  });
  bank.outgoing.push(upload);
}

function later(bank: Bank, ms: number, work: Task['work']): void {
  bank.tasks = [...bank.tasks, { ms, work }].toSorted((left, right) => left.ms - right.ms);
}

function moveTo(bank: Bank, nowMs: number): void {
  for (let [next] = bank.tasks; next !== undefined && next.ms <= nowMs; [next] = bank.tasks) {
    bank.tasks = bank.tasks.slice(1);
    next.work(next.ms);
  }
}

function statesOf(payments: readonly BankPayment[]): BankFigures['states'] {
  const groups = Map.groupBy(payments, ({ state }) => state);
  return Object.fromEntries(
    [...groups].map(([state, of]) => [state, { rows: of.length, fen: of.reduce((sum, { fen }) => sum + fen, 0n) }]),
  );
}
