import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import { endReconciliation, listParts, type Part, type Reconciliation } from '../../adapters/ledger/reconciliations.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import type { Metric } from '../../adapters/log/metrics.ts';
import { isMoneyCase } from '../../core/reconcile/codes.ts';
import { type Discrepancy, DISCREPANCIES } from '../../schemas/discrepancy.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import type { Reconciling } from './environment.ts';
import { openSides } from './opened.ts';
import { repairUnit } from './repair.ts';
import { writeReports } from './reports.ts';
import { statementOfAll } from './whole.ts';

/**
 * Ends a comparison all of whose ranges are there: the statement, the reports, what goes once more, and then, once, the item itself.
 * Whoever does it again before that comes to the same; a crash in between leaves it running, and due.
 */
export async function finish(reconciling: Reconciling, reconciliation: Reconciliation): Promise<void> {
  const { table, clock, log, metrics } = reconciling;
  const { programme, kind, night } = reconciliation;
  const parts = await listParts(table, reconciliation);
  if (parts.length < reconciliation.ranges.length) return;
  const statement = statementOfAll(await openSides(reconciling.vault, reconciliation.sides), parts, {
    programme,
    kind,
  });
  if (statement === null) {
    const endedAt = clock.now().toISOString();
    const problem = 'reconcile.not-conserved';
    if (await endReconciliation(table, { ...reconciliation, state: 'REFUSED', problem, endedAt })) {
      metrics([{ name: 'ReconciliationsRefused', value: 1 }]);
      log.error('reconcile.refused', { programme, kind, businessDate: night, code: problem });
    }
    return;
  }
  const whole = await sealStatement(reconciling, reconciliation, statement);
  const reports = await writeReports(reconciling, reconciliation, statement, parts);
  await repairUnit(reconciling, { night, programme, kind });
  const ended = await endReconciliation(table, {
    ...reconciliation,
    state: 'DONE',
    statement: { ...statement, totals: [] },
    whole,
    reports,
    endedAt: clock.now().toISOString(),
  });
  if (!ended) return;
  metrics(metricsOf(statement, parts, { programme, kind }));
  const count = statement.discrepancies.reduce((sum, each) => sum + each.count, 0);
  log.info('reconcile.done', { programme, kind, businessDate: night, count, rows: statement.matched });
}

async function sealStatement(
  { vault, newTry }: Reconciling,
  { night, programme, kind, run }: Reconciliation,
  statement: ReconciliationStatement,
): Promise<string> {
  const object = `reconciliations/${night}/${programme}/${kind}/${run}/statement-${newTry()}`;
  const bytes = Buffer.from(JSON.stringify(statement), 'utf8');
  const frames = Array.from({ length: Math.ceil(bytes.length / FRAME_BYTES_MAX) }, (_, frame) =>
    bytes.subarray(frame * FRAME_BYTES_MAX, (frame + 1) * FRAME_BYTES_MAX),
  );
  await vault.write(object, frames);
  return object;
}

/** Cases that are open, not only those of tonight: an alarm ends when people have ended what it is about. */
function metricsOf(statement: ReconciliationStatement, parts: readonly Part[], { kind }: Unit): readonly Metric[] {
  const open = (code: Discrepancy): number => parts.reduce((sum, part) => sum + (part.open[code] ?? 0), 0);
  const total = DISCREPANCIES.reduce((sum, code) => sum + open(code), 0);
  const waiting = statement.city.suspense.rows + statement.province.suspense.rows;
  return [
    { name: 'ReconciliationsDone', value: 1 },
    { name: 'ReconciliationsRefused', value: 0 },
    { name: 'DiscrepanciesOpen', value: total },
    ...DISCREPANCIES.flatMap((code): readonly Metric[] =>
      open(code) === 0 ? [] : [{ name: 'DiscrepanciesOpen', value: open(code), dimensions: { Code: code } }],
    ),
    { name: 'MoneyCasesOpen', value: isMoneyCase(kind) ? total : 0 },
    { name: 'SuspenseRows', value: waiting },
  ];
}
