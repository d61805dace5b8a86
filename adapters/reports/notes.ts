import type { ReportSource, ReportText } from '../../core/reconcile/report.ts';

/** How a report is read, in whole sentences. */
export function standingNotes({ masked, statement }: ReportSource): readonly ReportText[] {
  return [
    masked ? MASKED : UNMASKED,
    {
      zh: '每个记录只列一种不符，取最严重的一种；“不一致的内容”列出全部不同之处，底色标出不同的单元格。',
      en: 'A record has one discrepancy, the gravest; all that differs is listed, and the cells that differ are marked.',
    },
    {
      zh: '“平”是指一方收到的每一行都在相符、不符、缓冲池、不通过、暂挂之一，行数与金额都不差。',
      en: 'A side is balanced where every row it sent is matched, discrepant, in suspense, rejected or held, in rows and in 分.',
    },
    {
      zh: '缓冲池是更新未满三天、另一方尚缺的记录；满三天仍缺即为不符。',
      en: 'Suspense holds what the other side lacks for less than three days; after that it is a discrepancy.',
    },
    ...(statement.kind === 'payment' ? [MONEY] : []),
  ];
}

const MASKED: ReportText = {
  zh: '姓名、证件号码、手机号和账号只显示一部分；两个值看来相同而标为不同的，不同之处在隐去的部分。',
  en: 'Names, ID numbers, mobile numbers and accounts are masked: where two that look alike are marked, what is hidden differs.',
};
const UNMASKED: ReportText = {
  zh: '本报告含完整个人信息，请按规定保管，不得外传。',
  en: 'This report shows personal data in full: keep it as the rules demand, and do not pass it on.',
};
const MONEY: ReportText = {
  zh: '金额由整数分换算为元；超过十五位数字的金额以文本列出，以免电子表格改动末位数字。资金不因重新报送而更正，须由人工处理。',
  en: 'Yuan come from integer 分; an amount of more than fifteen digits is text, for a spreadsheet would change the last ones. Money is never put right by sending it again.',
};
