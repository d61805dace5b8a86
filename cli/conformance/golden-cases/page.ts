import { FILE_CASES } from './files.ts';
import type { GoldenCase } from './golden-case.ts';
import { IDENTIFIER_CASES } from './identifiers.ts';

/** `docs/golden-cases.md`: which sample holds which case, and what becomes of it. */
export function goldenCasesPage(): string {
  return [
    '# 疑难情形与样例 Nasty cases and their samples',
    '',
    'Generated from `cli/conformance/golden-cases/`; tests hold the page to that, and each case to its sample. A sample is a real file',
    '(`schemas/systems/<system>/golden/<sample>.input.*`), read on 2026-11-23 for the year 2025; people are invented or published test',
    "vectors. Codes: [problems.md](problems.md). `row.duplicate` is `bridge check`'s word on the whole file.",
    '',
    '## 证件、代码、账号、证书 Identifiers',
    '',
    ...table(IDENTIFIER_CASES),
    '',
    '## 文件 Files',
    '',
    ...table(FILE_CASES),
    '',
    '## 两份文件之间 Between two files',
    '',
    'No one sample can show these; tests of the ledger do.',
    '',
    '| 情形 case | 结果 outcome | 测试 test |',
    '|---|---|---|',
    ...BETWEEN_FILES.map(
      ({ zh, en, outcome, test }) => `| ${zh} ${en} | ${outcome} | \`${test.path}\`: ${test.title} |`,
    ),
    '',
  ].join('\n');
}

/** Cases of two files, each with the test that shows it. */
export const BETWEEN_FILES = [
  {
    zh: '次日重发更正的文件',
    en: 'a corrected file sent again',
    outcome: '新行为准，未变的不再发送 newer rows win, the rest is unchanged',
    test: {
      path: 'test/integration/ledger/ingest.test.ts',
      title: 'is compared with the night before: what is new or changed goes on, the rest costs nothing',
    },
  },
  {
    zh: '旧文件晚到',
    en: 'an older file late',
    outcome: '`record.stale`',
    test: {
      path: 'test/integration/ledger/ingest.test.ts',
      title: 'is absent rows’ no withdrawal, and an older row’s no update',
    },
  },
  {
    zh: '同一份文件送两次',
    en: 'the same file twice',
    outcome: '只算一次 counts once',
    test: { path: 'test/integration/ledger/ingest.test.ts', title: 'of the same upload twice at once: one counts' },
  },
] as const;

function table(cases: readonly GoldenCase[]): readonly string[] {
  return [
    '| 情形 case | 单元格 cell | 结果 outcome | 样例 sample | 行 row |',
    '|---|---|---|---|---|',
    ...cases.map(
      (each) =>
        `| ${each.zh} ${each.en} | ${each.cell === '' ? '' : code(each.cell)} | ${outcomeOf(each)} | ${each.sample} | ${each.row === 0 ? '' : each.row} |`,
    ),
  ];
}

function outcomeOf({ reads, code: told }: GoldenCase): string {
  const values = Object.entries(reads ?? {}).map(([field, value]) => `${field} ${code(value)}`);
  return [...values, ...(told === null ? [] : [code(told)])].join(' · ');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
