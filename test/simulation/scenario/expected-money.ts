import type { Batch } from './batch.ts';
import type { Push } from './matching.ts';
import type { PlannedRow } from './rows.ts';
import { SURELY_EARLIER_MS } from './row-ends.ts';

export interface AtLeastAtMost {
  readonly min: number;
  readonly max: number;
}

/** One payment of one system to one person. */
export interface ExpectedPayment {
  readonly system: string;
  readonly programmeCode: string;
  readonly declarationNo: string;
  readonly idNumber: string;
  readonly fundingLevel: string;
  readonly fen: bigint;
  /** How often it stands as settled at the province when all is at rest. */
  readonly settled: AtLeastAtMost;
  /** Its city says it was made: a fact, forwarded whatever the claim says. */
  readonly reported: boolean;
  /** Another city's payment is of the same grant: one of them may have to wait for ever. */
  readonly contested: boolean;
  /** It goes through the bank, which pays at most once for it. */
  readonly throughBank: boolean;
}

/** What one person may have once, whoever pays it. */
export interface ExpectedGrant {
  readonly idNumber: string;
  readonly fundingLevel: string;
  /** More than one only where a city reported what another had paid. */
  readonly settled: AtLeastAtMost;
}

export interface Luck {
  /** 申领编号 of those whose first payment the province fails. */
  readonly provinceFails: ReadonlySet<string>;
  /** Whether the bank carries out every line, and nothing comes back. */
  readonly bankPays: boolean;
}

interface Said {
  readonly system: string;
  readonly row: PlannedRow;
  readonly sendAtMs: number;
  readonly throughBank: boolean;
}

export function paymentsOf(batches: readonly Batch[], pushes: readonly Push[], luck: Luck): readonly ExpectedPayment[] {
  const said: readonly Said[] = [
    ...batches.flatMap(({ system, planned, sendAtMs }) =>
      planned.map((row) => ({ system, row, sendAtMs, throughBank: false })),
    ),
    ...pushes.flatMap(({ body, planned, sendAtMs }) =>
      planned.map((row) => ({ system: body.system, row, sendAtMs, throughBank: true })),
    ),
  ].filter(({ row }) => row.kind === 'payment' && row.rejected === null);
  const payments = Map.groupBy(said, ({ system, row }) => [system, row.declarationNo, row.fundingLevel].join('|'));
  return [...payments.values()].flatMap((versions) => {
    const [first] = versions;
    return first === undefined ? [] : [paymentOf(first, versions, said, luck)];
  });
}

export function grantsOf(payments: readonly ExpectedPayment[]): readonly ExpectedGrant[] {
  const grants = Map.groupBy(payments, ({ idNumber, fundingLevel }) => `${idNumber}|${fundingLevel}`);
  return [...grants.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { idNumber, fundingLevel } = first;
    const reported = of.filter((payment) => payment.reported).length;
    const instructed = of.filter((payment) => !payment.reported && payment.settled.max > 0);
    // Whoever was there first pays; nobody else may.
    const surely = reported > 0 || of.length === 1 ? of.reduce((sum, { settled }) => sum + settled.min, 0) : 1;
    return [{ idNumber, fundingLevel, settled: { min: surely, max: reported + Math.min(1, instructed.length) } }];
  });
}

function paymentOf(first: Said, versions: readonly Said[], all: readonly Said[], luck: Luck): ExpectedPayment {
  const { system, row, throughBank } = first;
  const { programmeCode, declarationNo, idNumber, fundingLevel, fen } = row;
  const contested = all.some(
    (other) => other.system !== system && other.row.idNumber === idNumber && other.row.fundingLevel === fundingLevel,
  );
  const reported = versions.some((version) => version.row.said === 'paid');
  const wanted = reported || versions.some((version) => version.row.said === 'to-pay');
  const sure = reported || (!contested && (throughBank ? luck.bankPays : isPaidInTheEnd(versions, luck.provinceFails)));
  return {
    system,
    programmeCode,
    declarationNo,
    idNumber,
    fundingLevel,
    fen,
    settled: { min: wanted && sure ? 1 : 0, max: wanted ? 1 : 0 },
    reported,
    contested,
    throughBank,
  };
}

/** A payment the province fails is paid in the end only if the next attempt comes after the failure was heard of. */
function isPaidInTheEnd(versions: readonly Said[], provinceFails: ReadonlySet<string>): boolean {
  const [first] = versions;
  if (first === undefined || !provinceFails.has(first.row.declarationNo)) return true;
  const firstMs = Math.min(...versions.map(({ sendAtMs }) => sendAtMs));
  const attempts = new Set(versions.map(({ row }) => row.cells['发放批次']));
  const opening = versions.find(({ sendAtMs }) => sendAtMs === firstMs)?.row.cells['发放批次'];
  return (
    attempts.size > 1 &&
    versions.every(({ row, sendAtMs }) => row.cells['发放批次'] === opening || sendAtMs > firstMs + SURELY_EARLIER_MS)
  );
}
