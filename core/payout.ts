import { createHash } from 'node:crypto';
import { isInstruction, mayBeTriedAgain } from './ledger/attempt.ts';
import { isUndelivered, type RecordState } from './ledger/states.ts';

/** What the ledger keeps of an instruction to pay that leaves through a rail. No personal data. */
export interface Instruction {
  /** The payment's number at the rail: ours, from recordKey and attempt. */
  readonly number: string;
  /** Keyed hash of holder, account and amount: what a return has to repeat. */
  readonly payee: string;
  /** The city system whose instruction it is. */
  readonly origin: string;
  /** Number of the file it was sent in; `''` before the first call. */
  readonly file: string;
}

/** What the ledger holds of a payment from its rail. */
export interface AtRail {
  readonly attempt: number;
  readonly state: RecordState;
  /** The rail's own word on it, or the instruction's while the rail has said nothing. */
  readonly status: string;
  readonly messageId: string;
  readonly problem: string | null;
}

export type InstructionDecision =
  /** The rail has no instruction of this attempt, nor one before it that may still be carried out. */
  | 'open'
  /** We opened this very instruction before. */
  | 'ours'
  /** What the rail said of the attempt before is on its way to the province: come back when that has arrived. */
  | 'wait'
  /** Another instruction for this payment is with the rail and has not failed. */
  | 'refuse';

/** Whether an instruction may leave, given what the rail has of the same payment. Who is in doubt does not pay. */
export function decideInstruction(
  incoming: { readonly attempt: number; readonly messageId: string },
  known: AtRail | undefined,
): InstructionDecision {
  if (known === undefined) return 'open';
  if (known.messageId === incoming.messageId) return 'ours';
  if (wasNeverTaken(known)) return incoming.attempt >= known.attempt ? 'open' : 'refuse';
  if (incoming.attempt <= known.attempt || !mayBeTriedAgain(known.status)) return 'refuse';
  return isUndelivered(known.state) ? 'wait' : 'open';
}

/** The number of a file of instructions, and so its name: the same lines bear the same in whichever try they are sent. */
export function payoutFileNo(messageIds: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(['payout-file', messageIds]))
    .digest('hex');
  return `UBF${digest.slice(0, 29).toUpperCase()}`;
}

/** Text that ends a cell or a line of the rail's form: nothing would say so, and the money would go astray. */
export function isUnwritable(cells: readonly string[], delimiter: string): boolean {
  return cells.some((cell) => cell.includes(delimiter) || /[\r\n]/.test(cell));
}

/** The rail has refused it, or it was withheld: nobody was paid by it. */
export function wasNeverTaken({ state, status, problem }: Pick<AtRail, 'state' | 'status' | 'problem'>): boolean {
  return (
    !mayHaveBeenPaid(problem) &&
    isInstruction(status) &&
    (state === 'REJECTED' || state === 'QUARANTINED' || state === 'HELD')
  );
}

/** It stands still, and the rail may have paid by it all the same: it knew the number, or the ledger forgot what had left. */
export function mayHaveBeenPaid(problem: string | null): boolean {
  return problem === 'rail.conflict' || problem === 'payment.ledger-restored';
}
