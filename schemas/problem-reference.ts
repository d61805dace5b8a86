import { PROBLEMS } from './problem.ts';
import type { ProblemText, Severity } from './problems/problem-text.ts';

/** The catalogue of problems as Markdown: `docs/problems.md` is exactly this text. */
export function problemReference(): string {
  const entries: readonly (readonly [string, ProblemText])[] = Object.entries(PROBLEMS);
  const families = Map.groupBy(entries, ([code]) => code.slice(0, code.indexOf('.')));
  return [HEAD, ...[...families].map(([family, problems]) => section(family, problems))].join('\n');
}

function section(family: string, problems: readonly (readonly [string, ProblemText])[]): string {
  const rows = problems.map(
    ([code, text]) =>
      `| \`${code}\` | ${EFFECT_WORDS[text.severity]} | ${text.zh}。${text.todoZh}。 | ${text.en}; ${text.todoEn}. |`,
  );
  return `## \`${family}.*\`\n\n| 代码 code | 结果 effect | 说明与处理 | what, and what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const EFFECT_WORDS: Readonly<Record<Severity, string>> = {
  file: '文件不可用 file unreadable',
  reject: '拒收 rejected',
  warning: '提示 warning',
  held: '暂挂 held',
  refused: '请求失败 refused',
};

const HEAD = `# 问题代码 Problem codes

Generated from \`schemas/problem.ts\`; a test keeps it equal. A code is stable once published.

- **文件不可用 file unreadable**: nothing of the file is taken.
- **拒收 rejected**: the row is not taken; the other rows are.
- **提示 warning**: the row is taken. \`row.duplicate\` is a warning for an exact repeat of a row.
- **暂挂 held**: the data is kept and waits for a decision or a correction.
- **请求失败 refused**: a request or a delivery failed.
`;
