import { AUDIT_PROBLEMS } from './problems/audit.ts';
import { AUTH_PROBLEMS } from './problems/auth.ts';
import { CASE_PROBLEMS } from './problems/cases.ts';
import { EXCHANGE_PROBLEMS } from './problems/exchange.ts';
import { FILE_AND_ROW_PROBLEMS } from './problems/files-and-rows.ts';
import { HISTORY_PROBLEMS } from './problems/history.ts';
import type { ProblemText } from './problems/problem-text.ts';
import { RECONCILE_PROBLEMS } from './problems/reconcile.ts';
import { PROOF_PROBLEMS } from './problems/proof.ts';
import { REPLAY_PROBLEMS } from './problems/replay.ts';
import { RECORD_PROBLEMS } from './problems/records.ts';
import { TENANT_PROBLEMS } from './problems/tenants.ts';

/**
 * Every way a file, a row, a record or a request can fail, as a closed catalogue. A code is stable once published.
 * Texts never hold a value of the data: they name the place, the fault and the remedy.
 */
export const PROBLEMS = {
  ...FILE_AND_ROW_PROBLEMS,
  ...RECORD_PROBLEMS,
  ...HISTORY_PROBLEMS,
  ...EXCHANGE_PROBLEMS,
  ...AUTH_PROBLEMS,
  ...PROOF_PROBLEMS,
  ...RECONCILE_PROBLEMS,
  ...CASE_PROBLEMS,
  ...REPLAY_PROBLEMS,
  ...TENANT_PROBLEMS,
  ...AUDIT_PROBLEMS,
} as const satisfies Readonly<Record<string, ProblemText>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Where and why one field of one record failed. `field` is the column as written in the file; no value of the data. */
export interface FieldProblem {
  readonly code: ProblemCode;
  readonly field: string | null;
}

/** Where, what and what to do, as one line; `row` is the row a spreadsheet shows. Holds no personal value. */
export function explain(problem: FieldProblem & { readonly row?: number }, language: 'zh' | 'en'): string {
  const text: ProblemText = PROBLEMS[problem.code];
  if (language === 'zh') {
    const where =
      (problem.row === undefined ? '' : `第 ${problem.row} 行`) +
      (problem.field === null ? '' : `「${problem.field}」`);
    return `${where === '' ? '' : `${where}：`}${text.zh}。${text.todoZh}。`;
  }
  const where = [
    problem.row === undefined ? '' : `row ${problem.row}`,
    problem.field === null ? '' : `"${problem.field}"`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  return `${where === '' ? '' : `${where}: `}${text.en}; ${text.todoEn}.`;
}

/** Whether a string read from elsewhere (a ledger item, an answer) is one of our codes. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** The same of a code read from elsewhere: a destination may give a reason of its own, which this catalogue does not have. */
export function explainCode(code: string, language: 'zh' | 'en'): string {
  return isProblemCode(code) ? explain({ code, field: null }, language) : REASON_OF_ANOTHER[language];
}

const REASON_OF_ANOTHER = {
  zh: '接收方给出的原因代码，不在本系统的代码表中。请向接收方核实后更正。',
  en: 'the receiving side gave this reason, which is none of ours; ask it what to correct.',
} as const;
