import type { Payment } from '../schemas/canonical/payment.ts';
import { type Amount, sum } from './ledger/tally.ts';

/** How one payment differs between its two sides; the gravest reason only (CONTRACT §1). */
export const PAYMENT_DISCREPANCIES = [
  'duplicate',
  'wrong-payee',
  'amount-over',
  'amount-under',
  'missing-in-province',
  'missing-in-city',
] as const;
export type PaymentDiscrepancy = (typeof PAYMENT_DISCREPANCIES)[number];

/** A payment as one side holds it, under the record key both sides give it. */
export interface SidePayment {
  readonly recordKey: string;
  readonly payment: Payment;
}

export interface ProgrammeTotals {
  readonly programme: string;
  readonly year: number;
  readonly city: Amount;
  readonly province: Amount;
}

export interface PaymentComparison {
  /** Every programme and year either side pays, in order. */
  readonly programmes: readonly ProgrammeTotals[];
  /** Count of each discrepancy that occurs. */
  readonly discrepancies: Readonly<Partial<Record<PaymentDiscrepancy, number>>>;
}

/** Control totals of both sides, and payment by payment what differs in payee or amount. States have one owner and are not compared here. */
export function comparePayments(city: readonly SidePayment[], province: readonly SidePayment[]): PaymentComparison {
  const counts: Partial<Record<PaymentDiscrepancy, number>> = {};
  const count = (code: PaymentDiscrepancy): void => {
    counts[code] = (counts[code] ?? 0) + 1;
  };
  const cityByKey = standing(city);
  const provinceByKey = standing(province);
  const keys = new Set([...cityByKey.keys(), ...provinceByKey.keys()]);
  for (const key of keys) {
    const code = discrepancyOf(cityByKey.get(key) ?? [], provinceByKey.get(key) ?? []);
    if (code !== null) count(code);
  }
  return {
    programmes: totalsOf([...cityByKey.values()].flat(), [...provinceByKey.values()].flat()),
    discrepancies: counts,
  };
}

/** By key, without the attempts that failed before another one was made: those are history, not a second payment. */
function standing(side: readonly SidePayment[]): ReadonlyMap<string, readonly SidePayment[]> {
  const groups = [...Map.groupBy(side, ({ recordKey }) => recordKey)];
  return new Map(
    groups.map(([key, group]) => {
      const last = group.reduce((newest, each) => (each.payment.updatedAt > newest.payment.updatedAt ? each : newest));
      return [key, group.filter((each) => each === last || !FAILED.has(each.payment.status))];
    }),
  );
}

const FAILED: ReadonlySet<string> = new Set(['FAILED', 'RETURNED']);

function discrepancyOf(city: readonly SidePayment[], province: readonly SidePayment[]): PaymentDiscrepancy | null {
  if (city.length > 1 || province.length > 1) return 'duplicate';
  const [own, other] = [city[0]?.payment, province[0]?.payment];
  if (own === undefined) return 'missing-in-city';
  if (other === undefined) return 'missing-in-province';
  if (own.payeeName !== other.payeeName || own.accountNo !== other.accountNo) return 'wrong-payee';
  if (own.amountFen === other.amountFen) return null;
  return BigInt(own.amountFen) > BigInt(other.amountFen) ? 'amount-over' : 'amount-under';
}

function totalsOf(city: readonly SidePayment[], province: readonly SidePayment[]): readonly ProgrammeTotals[] {
  const programmeOf = ({ payment }: SidePayment): string => `${payment.programmeCode}\n${payment.programmeYear}`;
  const names = [...new Set([...city, ...province].map(programmeOf))].toSorted();
  return names.map((name) => {
    const [programme = '', year = ''] = name.split('\n');
    const total = (side: readonly SidePayment[]): Amount =>
      sum(
        side.filter((each) => programmeOf(each) === name).map(({ payment }) => ({ rows: 1, fen: payment.amountFen })),
      );
    return { programme, year: Number(year), city: total(city), province: total(province) };
  });
}
