import { type Amount, add, NOTHING } from '../../core/ledger/tally.ts';
import { type SummaryProblem, summaryProblem } from '../../core/summary-problem.ts';
import type { SummaryFacts } from '../../schemas/systems/system.ts';
import { CliError } from '../cli-error.ts';
import type { CheckedFileRow } from './checked-file.ts';
import { yuan } from '../yuan.ts';

/** Adds up a file's details and holds its summary line against them. */
export interface SummaryWatch {
  readonly see: (row: CheckedFileRow) => void;
  /** Throws CliError where they differ. */
  readonly hold: (summary: SummaryFacts) => void;
}

export function watchSummary(): SummaryWatch {
  let all: Amount = NOTHING;
  let paid: Amount | null = NOTHING;
  return {
    see: ({ result, fen }) => {
      const amount = { rows: 1, fen: fen ?? '0' };
      all = add(all, amount);
      if (!result.ok) paid = null;
      else if (paid !== null && 'batchNo' in result.record && result.record.status === 'SUCCESS')
        paid = add(paid, amount);
    },
    hold: (summary) => {
      const problem = summaryProblem(summary, { all, paid });
      if (problem !== null) throw differing(problem);
    },
  };
}

function differing({ code, said, found }: SummaryProblem): CliError {
  const [zh, en] =
    code === 'batch.rows-mismatch'
      ? [`汇总行写 ${said} 笔，明细是 ${found} 笔`, `the summary line says ${said} details, there are ${found}`]
      : [
          `汇总行写 ${yuan(said)} 元，明细合计 ${yuan(found)} 元`,
          `the summary line says ¥${yuan(said)}, the details add up to ¥${yuan(found)}`,
        ];
  return new CliError(
    code,
    { zh, en },
    {
      zh: '请银行重新出具文件，或核对是否漏了行。',
      en: 'Ask the bank for the file anew, or look for lines that are missing.',
    },
  );
}
