import { join } from 'node:path';
import type { BatchView } from '../../local/demo/bridge-api.ts';
import type { DemoResult } from '../../local/demo/demo.ts';
import type { Deployment } from '../../local/deployment/deployment.ts';
import { batchLines } from '../batch-table.ts';
import { tableLines } from '../table.ts';
import { kindNames } from '../kind-name.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';

/** The last line of `--json` (CONTRACT §1). */
export function demoJson({ nights, comparison, conserved }: DemoResult) {
  return {
    batches: nights.flatMap(({ batches }) => batches.map(batchJson)),
    reconciliation: comparison,
    conserved,
  };
}

/** A line per comparison, before the last line: what it found, by programme and kind. */
export function comparisonsJson({ reconciliations }: DemoResult) {
  return reconciliations.map(({ name, compared }) => ({
    comparison: name,
    found: compared.flatMap(({ programme, kind, statement }) =>
      (statement?.discrepancies ?? []).map(({ code, count }) => ({ programme, kind, code, count })),
    ),
  }));
}

function batchJson({ batchId, system, kind, received, applied, unchanged, rejected, held, fen }: BatchView) {
  return { batchId, system, kind, received, applied, unchanged, rejected, held, fen: fen.received };
}

/** The demonstration as a clerk reads it: a statement per batch, then both sides against each other. */
export function printDemo(terminal: Terminal, result: DemoResult): void {
  for (const { name, batches, planted } of result.nights) {
    const faults =
      planted === 0
        ? ''
        : say(terminal, { zh: `（预先埋入 ${planted} 处问题）`, en: ` (${planted} planted findings)` });
    printLine(terminal, '');
    printLine(terminal, `${say(terminal, { zh: `${name} 夜`, en: `Night ${name}` })}${faults}`);
    for (const line of batchLines(terminal, batches)) printLine(terminal, line);
  }
  for (const line of reconciliationLines(terminal, result)) printLine(terminal, line);
  printLine(terminal, '');
  printLine(terminal, say(terminal, { zh: '对账：发放', en: 'Reconciliation of payments' }));
  for (const line of programmeLines(terminal, result)) printLine(terminal, line);
  for (const line of verdictLines(terminal, result)) printLine(terminal, line);
}

/** The three comparisons: what each found, by kind of record. */
function reconciliationLines(terminal: Terminal, { reconciliations }: DemoResult): readonly string[] {
  const header = [
    say(terminal, { zh: '对账', en: 'comparison' }),
    say(terminal, { zh: '相符', en: 'alike' }),
    say(terminal, { zh: '待对方', en: 'waiting' }),
    say(terminal, { zh: '差异', en: 'discrepancies' }),
  ];
  const rows = reconciliations.map(({ name, compared }) => {
    const statements = compared.flatMap(({ statement }) => statement ?? []);
    const found = compared.flatMap(({ kind, statement }) =>
      (statement?.discrepancies ?? []).map(({ code, count }) => `${say(terminal, kindNames[kind])} ${code} ${count}`),
    );
    return [
      say(terminal, COMPARISONS[name]),
      String(statements.reduce((sum, { matched }) => sum + matched, 0)),
      String(statements.reduce((sum, { suspense }) => sum + suspense, 0)),
      found.length === 0 ? say(terminal, { zh: '无', en: 'none' }) : found.join('、'),
    ];
  });
  return [
    '',
    say(terminal, {
      zh: '对账：粤工惠的账被改坏，能补发的自动补发，资金差异由人处理',
      en: "Reconciliation: the province's books are spoiled; what may be sent again is, money is left to people",
    }),
    ...tableLines(header, rows, [1, 2]),
  ];
}

const COMPARISONS: Readonly<Record<DemoResult['reconciliations'][number]['name'], Bilingual>> = {
  spoiled: { zh: '改坏之后', en: 'books spoiled' },
  repaired: { zh: '自动补发之后', en: 'after what was sent again' },
  mended: { zh: '粤工惠更正之后', en: 'after the province put it right' },
};

function programmeLines(terminal: Terminal, { comparison }: DemoResult): readonly string[] {
  const header = [
    say(terminal, { zh: '项目', en: 'programme' }),
    say(terminal, { zh: '年度', en: 'year' }),
    say(terminal, { zh: '市（笔）', en: 'city' }),
    say(terminal, { zh: '市（元）', en: 'city ¥' }),
    say(terminal, { zh: '省（笔）', en: 'province' }),
    say(terminal, { zh: '省（元）', en: 'province ¥' }),
  ];
  const rows = comparison.programmes.map(({ programme, year, city, province }) => [
    programme,
    String(year),
    String(city.rows),
    yuan(city.fen),
    String(province.rows),
    yuan(province.fen),
  ]);
  return tableLines(header, rows, [2, 3, 4, 5]);
}

function verdictLines(
  terminal: Terminal,
  { comparison, province, bank, outbox, denied, conserved }: DemoResult,
): readonly string[] {
  const differing = Object.entries(comparison.discrepancies).map(([code, count]) => `${code} ${count}`);
  const arrived = outbox.records.map(({ rows }) => rows).reduce((a, b) => a + b, 0);
  const files = Object.values(outbox.files).reduce((a, b) => a + b, 0);
  return [
    '',
    say(terminal, {
      zh: `差异：${differing.length === 0 ? '无' : differing.join('、')}；粤工惠重复入账 ${province.appliedTwice}，重复发放 ${province.paidTwice}`,
      en: `discrepancies: ${differing.length === 0 ? 'none' : differing.join(', ')}; applied twice ${province.appliedTwice}, paid twice ${province.paidTwice}`,
    }),
    say(terminal, {
      zh: `粤工惠回传 ${province.webhooks.delivered} 个事件，广州收件箱有 ${files} 个文件、${arrived} 条记录`,
      en: `${province.webhooks.delivered} events came back; Guangzhou's outbox holds ${files} files with ${arrived} records`,
    }),
    say(terminal, {
      zh: `银行代发 ${bank.instructed} 笔：成功 ${bank.paid}，失败 ${bank.failed}，结果未知 ${bank.unknown}，两日后退票 ${bank.returned}；重复发放 ${bank.paidTwice}`,
      en: `the bank was told to pay ${bank.instructed}: paid ${bank.paid}, failed ${bank.failed}, result unknown ${bank.unknown}, given back two days later ${bank.returned}; paid twice ${bank.paidTwice}`,
    }),
    ...denied.map((call) => say(terminal, { zh: `被拒绝的调用：${call}`, en: `denied call: ${call}` })),
    conserved
      ? say(terminal, {
          zh: '✓ 守恒：收到 = 入账 + 未变 + 不通过 + 暂挂，行数与金额均相符',
          en: '✓ conserved: received = applied + unchanged + rejected + held, in rows and in 分',
        })
      : say(terminal, { zh: '✗ 不守恒，请查看上面的差异', en: '✗ not conserved: see above' }),
  ];
}

export function printWhereToLook(terminal: Terminal, { access, simulators }: Deployment, dataDir: string): void {
  if (terminal.json) return;
  const standIn = (tenant: string): string => `${simulators.urls[tenant] ?? ''}/admin/stats`;
  const lines = [
    '',
    say(terminal, { zh: '系统正在运行，按 Ctrl-C 停止。', en: 'The stack is running; Ctrl-C stops it.' }),
    `  ${say(terminal, { zh: '接口', en: 'API' })}          ${access.apiUrl}`,
    `  ${say(terminal, { zh: '粤工惠（模拟）', en: '粤工惠 (simulator)' })}   ${standIn('province')}`,
    `  ${say(terminal, { zh: '广州系统（模拟）', en: 'Guangzhou (simulator)' })} ${standIn('guangzhou')}`,
    `  ${say(terminal, { zh: '深圳系统（模拟）', en: 'Shenzhen (simulator)' })} ${standIn('shenzhen')}`,
    `  ${say(terminal, { zh: '银行（模拟）', en: 'Bank (simulator)' })}     ${standIn('bank')}`,
    `  ${say(terminal, { zh: '广州收件箱', en: "Guangzhou's outbox" })}      ${join(dataDir, 'simulators', 'guangzhou', 'outbox')}`,
    `  ${say(terminal, { zh: '日志', en: 'logs' })}          ${join(dataDir, 'logs')}`,
    `  ${say(terminal, { zh: '登录（示例用户）', en: 'sign in (sample users)' })} ${access.issuer.users.join('、')}：npx bridge login --as operator`,
    `  ${say(terminal, { zh: '接着可以运行', en: 'next' })}   npx bridge status · npx bridge show <申领编号> · npx bridge push FILE …`,
  ];
  for (const line of lines) printLine(terminal, line);
}
