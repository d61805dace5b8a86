import { add, type Amount, NOTHING, subtract, sum } from '../../core/ledger/tally.ts';
import type { ReportSource, ReportText } from '../../core/reconcile/report.ts';
import { type ControlTotal, isConserved, type SideTally } from '../../core/reconcile/statement.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { KIND_NAMES } from './words.ts';

/** 分 as a decimal string in yuan, as a person reads it: `-150000` → `-1,500.00`. */
export function yuan(fen: string): string {
  const digits = fen.replace('-', '').padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${fen.startsWith('-') ? '-' : ''}${whole}.${digits.slice(-2)}`;
}

/** Whether every received row of the side is accounted for, in rows and in 分. */
export function isBalanced(side: SideTally): boolean {
  return isConserved({ city: side, province: side });
}

/** Every key that is neither matched nor waiting. */
export function discrepancyCount({ statement }: ReportSource): number {
  return statement.discrepancies.reduce((all, { count }) => all + count, 0);
}

/** What the report is called: 广州市总工会求学圆梦行动学历教育补助 发放对账. */
export function titleOf({ programme, statement }: ReportSource): ReportText {
  const name = programmeByCode(programme)?.name ?? { zh: programme, en: programme };
  const kind = KIND_NAMES[statement.kind];
  return { zh: `${name.zh}${kind.zh}对账`, en: `${name.en}: ${kind.en} reconciled` };
}

/** Control totals of one value, of both sides. */
export interface GroupTotal<Key> {
  readonly key: Key;
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
}

/** Control totals under the key given to each, in the order of the keys as they first come. */
export function totalsBy<Key extends string>(
  totals: readonly ControlTotal[],
  keyOf: (total: ControlTotal) => Key,
): readonly GroupTotal<Key>[] {
  const groups = new Map<Key, GroupTotal<Key>>();
  for (const total of totals) {
    const key = keyOf(total);
    const group = groups.get(key) ?? { key, ofCity: NOTHING, ofProvince: NOTHING };
    const [ofCity, ofProvince] = [add(group.ofCity, total.ofCity), add(group.ofProvince, total.ofProvince)];
    groups.set(key, { key, ofCity, ofProvince });
  }
  return [...groups.values()];
}

/** What both sides have, and of the city's what the ledger holds or has refused; absent: nothing. */
export interface OfBoth {
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
  readonly ofHeld?: Amount;
}

/** City, without what is held, less province. */
export function differenceOf({ ofCity, ofProvince, ofHeld = NOTHING }: OfBoth): Amount {
  return subtract(subtract(ofCity, ofHeld), ofProvince);
}

/** Of all of them together. */
export function wholeOf(parts: readonly OfBoth[]): Required<OfBoth> {
  return {
    ofCity: sum(parts.map((part) => part.ofCity)),
    ofProvince: sum(parts.map((part) => part.ofProvince)),
    ofHeld: sum(parts.map(({ ofHeld = NOTHING }) => ofHeld)),
  };
}

/** Whether the ledger holds, or has refused, anything of them; offline it never does. */
export function holdsAny(totals: readonly ControlTotal[]): boolean {
  return totals.some(({ ofHeld }) => ofHeld.rows !== 0);
}
