import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import type { Part } from '../../adapters/ledger/reconciliations.ts';
import { type Amount, subtract, sum } from '../../core/ledger/tally.ts';
import { sourcesOf } from '../../core/reconcile/repair.ts';
import {
  mergeStatements,
  type ReconciliationStatement,
  type SideName,
  type SideTally,
  type TotalKey,
} from '../../core/reconcile/statement.ts';
import { createTally } from '../../core/reconcile/totals.ts';
import type { SnapshotTotal } from '../../core/snapshot-index.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { OpenedSides } from './opened.ts';

/**
 * The statement of the whole: what both sides' indexes say they received, where the rows that were looked into went, and the others as
 * matched. `null` where these do not add up: the rows left over have to be as many on both sides, and as many as the comparison has seen
 * alike, and of the same money.
 */
export function statementOfAll(
  sides: OpenedSides,
  parts: readonly Part[],
  { programme, kind }: Unit,
): ReconciliationStatement | null {
  const seen = mergeStatements(parts.map(({ statement }) => statement));
  const received = createTally({ kind });
  for (const { system, snapshot } of sides.city) addTotals('city', tenantOf(system), snapshot.totals);
  addTotals('province', sourcesOf(programme, kind)[0]?.tenant ?? '', sides.province.totals);
  const all = mergeStatements([seen, received.statement()]);
  const matched = { city: leftOver(all.city), province: leftOver(all.province) };
  const unseen = parts.reduce((rows, part) => rows + part.unseen, 0);
  const isWhole =
    matched.city.rows === unseen && matched.province.rows === unseen && matched.city.fen === matched.province.fen;
  if (!isWhole) return null;
  const alike = createTally({ kind });
  alike.addMatched(matched);
  return mergeStatements([all, alike.statement()]);

  function addTotals(side: SideName, city: string, totals: readonly SnapshotTotal[]): void {
    for (const { programme: of, year, level, day, rows, fen } of totals) {
      const key: TotalKey = { city, programme: of, year, fundingLevel: level, day };
      received.addTotal(side, key, { rows, fen });
    }
  }
}

function tenantOf(system: string): string {
  return systemById(system)?.tenant ?? '';
}

/** What was received and did not go anywhere that was looked into. */
function leftOver({ received, matched, discrepant, suspense, rejected, held }: SideTally): Amount {
  return subtract(received, sum([matched, discrepant, suspense, rejected, held]));
}
