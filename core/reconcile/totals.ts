import type { Amount } from '../ledger/tally.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { Comparison, KeyRows, SideRow, Verdict } from './sides.ts';
import { historyOf } from './attempts.ts';
import { fenOf, totalKeyOf } from './control-total.ts';
import { inOrder, type ReconciliationStatement, type SideName, type SideTally, type TotalKey } from './statement.ts';
import { openSum, openSums, type Sum, type Sums } from './sums.ts';

/**
 * Adds a comparison up. What a side received is counted as it is read (`addAccepted` or `addTotal`, and `addRejected`), where it went as
 * it is judged: told apart, so that a row that got lost between the two is seen (`isConserved`).
 */
export interface ComparisonTally {
  /** A row as it is read. */
  readonly addAccepted: (side: SideName, row: Pick<SideRow, 'system' | 'record'>) => void;
  /** The same of rows that were added up before. */
  readonly addTotal: (side: SideName, of: TotalKey, amount: Amount) => void;
  /** Rows that were read and are no records; 分 as far as it could be read. */
  readonly addRejected: (side: SideName, amount: Amount) => void;
  readonly addVerdict: (rows: KeyRows, verdict: Verdict) => void;
  /** Rows that both sides have alike, unseen. */
  readonly addMatched: (amounts: { readonly city: Amount; readonly province: Amount }) => void;
  /** Accepted rows of the city that the ledger holds or has refused. */
  readonly addHeld: (rows: readonly Pick<SideRow, 'system' | 'record'>[]) => void;
  readonly statement: () => ReconciliationStatement;
}

export function createTally({ kind }: Pick<Comparison, 'kind'>): ComparisonTally {
  const sides = { city: openSide(), province: openSide() };
  const totals = openSums<TotalKey>(textOf);
  const held = openSums<TotalKey>(textOf);
  const found = openSums<{ readonly code: Discrepancy }>(({ code }) => code);
  const ages = openSums<{ readonly ageDays: number }>(({ ageDays }) => String(ageDays));
  const keys = { matched: 0, suspense: 0, found: new Map<Discrepancy, number>() };

  const accept = (side: SideName, of: TotalKey, rows: number, fen: string): void => {
    totals.get(of)[side].add(rows, fen);
    sides[side].received.add(rows, fen);
  };
  return {
    addAccepted: (side, { system, record }) => accept(side, totalKeyOf(system, record), 1, fenOf(record)),
    addTotal: (side, of, { rows, fen }) => accept(side, of, rows, fen),
    addRejected: (side, { rows, fen }) => {
      sides[side].received.add(rows, fen);
      sides[side].rejected.add(rows, fen);
    },
    addVerdict: (rows, verdict) => {
      addRows(rows, { city: sides.city[verdict.outcome], province: sides.province[verdict.outcome] });
      takeOffHistory(rows, totals);
      if (verdict.outcome === 'matched') keys.matched += Math.min(rows.city.length, rows.province.length);
      else if (verdict.outcome === 'suspense') {
        keys.suspense += 1;
        addRows(rows, ages.get(verdict));
      } else {
        keys.found.set(verdict.code, (keys.found.get(verdict.code) ?? 0) + 1);
        addRows(rows, found.get(verdict));
      }
    },
    addMatched: ({ city, province }) => {
      sides.city.matched.add(city.rows, city.fen);
      sides.province.matched.add(province.rows, province.fen);
      keys.matched += Math.min(city.rows, province.rows);
    },
    addHeld: (rows) => {
      for (const { system, record } of rows) {
        const of = totalKeyOf(system, record);
        // Received may have been added up elsewhere: the total is there all the same.
        totals.get(of);
        for (const sum of [sides.city.held, held.get(of).city]) sum.add(1, fenOf(record));
      }
    },
    statement: () =>
      inOrder({
        kind,
        matched: keys.matched,
        suspense: keys.suspense,
        city: amountsOf(sides.city),
        province: amountsOf(sides.province),
        discrepancies: found.all().map(({ of: { code }, city, province }) => ({
          code,
          count: keys.found.get(code) ?? 0,
          ofCity: city.amount(),
          ofProvince: province.amount(),
        })),
        suspenseAges: ages.all().flatMap(({ of: { ageDays }, city, province }) => [
          { side: 'city', ageDays, amount: city.amount() },
          { side: 'province', ageDays, amount: province.amount() },
        ]),
        totals: totals.all().map(({ of, city, province }) => ({
          ...of,
          ofCity: city.amount(),
          ofProvince: province.amount(),
          ofHeld: held.get(of).city.amount(),
        })),
      }),
  };
}

/** A grant that took two attempts is one grant: its control total is not twice its money. */
function takeOffHistory(rows: KeyRows, totals: Sums<TotalKey>): void {
  for (const side of ['city', 'province'] as const)
    for (const { system, record } of historyOf(rows[side]))
      totals.get(totalKeyOf(system, record))[side].add(-1, (-BigInt(fenOf(record))).toString());
}

type OpenSide = { readonly [K in keyof SideTally]: Sum };

function openSide(): OpenSide {
  return {
    received: openSum(),
    matched: openSum(),
    discrepant: openSum(),
    suspense: openSum(),
    rejected: openSum(),
    held: openSum(),
  };
}

function amountsOf(side: OpenSide): SideTally {
  return {
    received: side.received.amount(),
    matched: side.matched.amount(),
    discrepant: side.discrepant.amount(),
    suspense: side.suspense.amount(),
    rejected: side.rejected.amount(),
    held: side.held.amount(),
  };
}

function addRows(rows: KeyRows, sums: { readonly city: Sum; readonly province: Sum }): void {
  for (const { record } of rows.city) sums.city.add(1, fenOf(record));
  for (const { record } of rows.province) sums.province.add(1, fenOf(record));
}

function textOf({ city, programme, year, fundingLevel, day }: TotalKey): string {
  return `${city}\t${programme}\t${year}\t${fundingLevel ?? ''}\t${day ?? ''}`;
}
