import type { Part, PinnedSnapshot, Reconciliation } from '../../adapters/ledger/reconciliations.ts';
import { putReport } from '../../adapters/reports/report-store.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { ReportEvidence, ReportSide, ReportSource, ReportText } from '../../core/reconcile/report.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { explain } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Reconciling } from './environment.ts';

/** Writes the masked reports of a comparison and says where they lie. */
export async function writeReports(
  { vault, reports }: Reconciling,
  reconciliation: Reconciliation,
  statement: ReconciliationStatement,
  parts: readonly Part[],
): Promise<Reconciliation['reports']> {
  const source = sourceOf(vault, reconciliation, statement, parts);
  const name = `${reconciliation.night}/${reconciliation.reconciliationId}`;
  const [xlsx, html] = [`${name}.xlsx`, `${name}.html`];
  // Charts and sheets are for the one invocation in many that ends a comparison.
  const { writeReconciliationWorkbook } = await import('../../adapters/reports/xlsx.ts');
  await putReport(reports, xlsx, XLSX, (out) => writeReconciliationWorkbook(source, out));
  const { writeReconciliationPage } = await import('../../adapters/reports/html.ts');
  await putReport(reports, html, HTML, (out) => writeReconciliationPage(source, out));
  return { xlsx, html };
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HTML = 'text/html; charset=utf-8';

function sourceOf(
  vault: Vault,
  { reconciliationId, programme, night, sides, notes }: Reconciliation,
  statement: ReconciliationStatement,
  parts: readonly Part[],
): ReportSource {
  return {
    reconciliationId,
    programme,
    asOf: night,
    city: sideOf(sides.city),
    province: sideOf(sides.province === null ? [] : [sides.province]),
    evidence: [
      ...evidenceOf('applicants', sides.applicants),
      ...evidenceOf('certificates', sides.certificates),
      ...evidenceOf('returns', sides.returns),
    ],
    statement,
    lines: () => maskedLines(vault, parts),
    masked: true,
    notes: notes.map(({ code, system, businessDate }) => {
      const name = nameOf(system);
      const of = businessDate ?? '';
      const problem = { code, field: null };
      return {
        zh: `${name.zh}（${of}）：${explain(problem, 'zh')}`,
        en: `${name.en} (${of}): ${explain(problem, 'en')}`,
      };
    }),
  };
}

/** As each range has sealed them, in the order of the keys. */
async function* maskedLines(vault: Vault, parts: readonly Part[]): AsyncGenerator<DiscrepancyLine> {
  for (const { lines } of parts) {
    if (lines === null) continue;
    for await (const frame of vault.readAll(lines.masked))
      for (const text of Buffer.from(frame).toString('utf8').split('\n')) yield JSON.parse(text) as DiscrepancyLine;
  }
}

function sideOf(snapshots: readonly PinnedSnapshot[]): ReportSide {
  const names = [...new Set(snapshots.map(({ system }) => system))].map(nameOf);
  return {
    name: { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') },
    files: snapshots.map(fileOf),
  };
}

function evidenceOf(role: ReportEvidence['role'], snapshots: readonly PinnedSnapshot[]): readonly ReportEvidence[] {
  return snapshots.map((snapshot) => ({ role, system: nameOf(snapshot.system), file: fileOf(snapshot) }));
}

function fileOf({ object, businessDate }: PinnedSnapshot): ReportSide['files'][number] {
  return { name: object ?? '', sha256: null, businessDate: businessDate === '' ? null : businessDate };
}

function nameOf(system: string): ReportText {
  return systemById(system)?.name ?? { zh: system, en: system };
}
