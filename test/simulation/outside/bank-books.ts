import { CELL, type Detail, type Instructions, later } from '../../../local/simulators/bank/payout-file.ts';

/** One payment at the bank. */
export interface BankPayment {
  /** 客户流水号 */
  readonly number: string;
  readonly batchNo: string;
  readonly fen: bigint;
  /** 待处理, then the bank's own word. */
  readonly state: string;
  readonly idNumber: string;
  /** Whose grant of which programme, year and level it is. */
  readonly grant: string;
  readonly cells: readonly string[];
}

export interface BankKnobs {
  /** Shares of the lines that fail, get a state nobody has agreed on, or come back after they were paid. */
  readonly failed: number;
  readonly unknown: number;
  readonly reversed: number;
  /** From when a file was taken until its return is written, and from then until what comes back does. */
  readonly returnAfterMs: number;
  readonly reverseAfterMs: number;
}

export const USUAL_BANK: BankKnobs = {
  failed: 0,
  unknown: 0,
  reversed: 0,
  returnAfterMs: 3_600_000,
  reverseAfterMs: 7_200_000,
};

const REASONS = ['户名不符', '账户已冻结', '账号不存在'] as const;
/** Nobody has agreed on what it means; the money has not left. */
const ODD_STATE = '冲正中';
const MINUTE_MS = 60_000;

export function entered({ batchNo, details }: Instructions): readonly BankPayment[] {
  return details.map(({ number, fen, cells }) => ({
    number,
    batchNo,
    fen,
    state: '待处理',
    idNumber: cells[CELL.idNumber] ?? '',
    grant: [CELL.idNumber, CELL.programme, CELL.year, CELL.level].map((at) => cells[at]).join('|'),
    cells,
  }));
}

/** What becomes of one line; the bank books it a minute after it was asked to. */
export function carriedOut(payment: BankPayment, { failed, unknown }: BankKnobs, random: () => number): BankPayment {
  const drawn = random();
  const updatedAt = later(payment.cells[CELL.updatedAt] ?? '', MINUTE_MS);
  const booked = payment.cells.with(CELL.updatedAt, updatedAt);
  if (drawn < failed) {
    const reason = REASONS[Math.floor(random() * REASONS.length)] ?? '';
    return inState(payment, '失败', booked.with(CELL.reason, reason));
  }
  if (drawn < failed + unknown) return inState(payment, ODD_STATE, booked);
  return inState(payment, '成功', booked.with(CELL.bookedOn, updatedAt.slice(0, 10)));
}

/** A success that comes back an hour after it was booked. */
export function reversed(payment: BankPayment): BankPayment {
  const updatedAt = later(payment.cells[CELL.updatedAt] ?? '', 60 * MINUTE_MS);
  return inState(payment, '退票', payment.cells.with(CELL.reason, '账户已销户').with(CELL.updatedAt, updatedAt));
}

export function detailOf({ number, fen, cells }: BankPayment): Detail {
  return { number, fen, cells };
}

function inState(payment: BankPayment, state: string, cells: readonly string[]): BankPayment {
  return { ...payment, state, cells: cells.with(CELL.state, state) };
}
