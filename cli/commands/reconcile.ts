import { type BridgeCommand, subcommand } from '../command.ts';
import { CliError } from '../cli-error.ts';
import { asOfDate, localDate, programmeYear } from '../local-date.ts';
import { startProgress } from '../progress.ts';
import { requestOf } from '../reconcile/options.ts';
import type { ReconcileOptions } from '../reconcile/options.ts';
import { areDifferent, refuseSameFile } from '../same-file.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';

export const reconcileCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = subcommand(terminal, {
      name: 'reconcile',
      summary: {
        zh: '离线对账：比对市方与省方的两个文件，查出缺漏、重复、金额与状态不符',
        en: "compare a city's file with the province's, offline: what is missing, double, or different",
      },
      examples: [
        'reconcile --kind payment --city 发放.csv --city-system guangzhou/degree-subsidy --province 省平台导出.jsonl --year 2025',
        'reconcile --kind payment --city 发放.csv --city-system guangzhou/degree-subsidy --province 省平台导出.jsonl --year 2025 --applicants 申领.csv --certificates 证书.csv --returns 回盘.txt --returns-system bank/payout --report 对账.xlsx --html 对账.html',
        'reconcile --kind applicant --city 圆梦.csv --city-system shenzhen/dream-plan --province 省平台导出.jsonl --discrepancies 差异.jsonl --json',
      ],
    });
    for (const [flags, text] of REQUIRED) command.requiredOption(flags, say(terminal, text));
    command.option('--province-system <ID>', say(terminal, PROVINCE_SYSTEM), 'province/yuegonghui');
    for (const [flags, text] of OPTIONAL) command.option(flags, say(terminal, text));
    return command.action(async (options: ReconcileOptions) => finish((await run(terminal, options)) ? 0 : 1));
  },
};

const REQUIRED: readonly (readonly [flags: string, text: Bilingual])[] = [
  ['--kind <KIND>', { zh: 'applicant, certificate, payment', en: 'applicant, certificate, payment' }],
  ['--city <FILE>', { zh: '市方文件', en: "the city's file" }],
  [
    '--city-system <ID>',
    { zh: '市方文件来自哪个系统，见 bridge systems', en: 'the system it is of, see bridge systems' },
  ],
  ['--province <FILE>', { zh: '省方导出文件', en: "the province's export" }],
];

const PROVINCE_SYSTEM: Bilingual = { zh: '省方文件来自哪个系统', en: 'the system that is of' };

const OPTIONAL: readonly (readonly [flags: string, text: Bilingual])[] = [
  [
    '--year <YYYY>',
    {
      zh: '只比对这个项目年度（市方文件里没有年度时，默认按省方文件的年度）',
      en: "compare this programme year only (default where the city's file says none: the province's)",
    },
  ],
  [
    '--applicants <FILE>',
    {
      zh: '申领人文件：查未经审核通过的发放（市方或省方格式）',
      en: "applicants, to find payments without approval (in the city's form or the province's)",
    },
  ],
  [
    '--certificates <FILE>',
    {
      zh: '证书文件：查证书未核验的发放（市方或省方格式）',
      en: 'certificates, to find payments without a verified one (in either form)',
    },
  ],
  ['--returns <FILE>', { zh: '银行或微信的回盘文件', en: "the rail's return file" }],
  [
    '--returns-system <ID>',
    { zh: '回盘来自哪个渠道：bank/payout、wechat/transfer', en: 'its rail: bank/payout, wechat/transfer' },
  ],
  [
    '--as-of <DATE>',
    {
      zh: '对账日：更新不满三天的单边记录暂挂（默认今天，UTC+8）',
      en: 'the day of the comparison: misses younger than three days wait (default today, UTC+8)',
    },
  ],
  ['--report <OUT.xlsx>', { zh: '写出 Excel 对账报告', en: 'write the report as a workbook' }],
  ['--html <OUT.html>', { zh: '写出网页对账报告', en: 'write the report as one page' }],
  [
    '--discrepancies <OUT.jsonl>',
    { zh: '把全部差异写入此文件，每行一条', en: 'write all discrepancies to this file, one a line' },
  ],
  [
    '--unmask',
    {
      zh: '输出文件里不遮蔽姓名、证件号码、账号',
      en: 'do not mask names, ID numbers and accounts in the files written',
    },
  ],
];

/** Whether nothing differs. */
async function run(terminal: Terminal, options: ReconcileOptions): Promise<boolean> {
  const today = localDate(terminal.now());
  const request = requestOf(options, {
    asOf: asOfDate(options.asOf, terminal.now()),
    today,
    year: programmeYear(options.year),
  });
  const inputs = [options.city, options.province, options.applicants, options.certificates, options.returns];
  if (!(await areDifferent(inputs))) throw sameSide();
  await refuseSameFile(options.city, options.discrepancies, options.report, options.html);
  for (const input of inputs.slice(1)) {
    if (input === undefined) continue;
    await refuseSameFile(input, options.discrepancies, options.report, options.html);
  }
  const [{ reconcileFiles }, { writeOutputs }, { isClean, jsonOf }, { reconcileLines }] = await Promise.all([
    import('../reconcile/run.ts'),
    import('../reconcile/outputs.ts'),
    import('../reconcile/verdict.ts'),
    import('../reconcile/print.ts'),
  ]);
  const progress = startProgress(terminal, { zh: '对账', en: 'comparing' });
  try {
    await using result = await reconcileFiles(request, null, progress.update);
    await writeOutputs(result, request.asOf, options);
    progress.stop();
    if (terminal.json) {
      printLine(terminal, JSON.stringify(jsonOf(result)));
      for (const { text } of result.notes) terminal.stderr.write(`${say(terminal, text)}\n`);
    } else for (const line of reconcileLines(terminal, result, request, options)) printLine(terminal, line);
    return isClean(result);
  } finally {
    progress.stop();
  }
}

function sameSide(): CliError {
  return new CliError(
    'reconcile.same-side',
    { zh: '有两个输入是同一个文件', en: 'two of the inputs are the same file' },
    { zh: '市方、省方和佐证各给各的文件。', en: 'Give each side, and all evidence, a file of its own.' },
  );
}
