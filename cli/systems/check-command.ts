import { resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { startProgress } from '../progress.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

interface CheckOptions {
  readonly cases?: string;
  readonly out?: string;
}

export const systemsCheckCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'check',
      summary: {
        zh: '检查一个系统是否符合全部规约，输出可寄给对方的报告；尚未登记的系统也可',
        en: 'check a system against every law and print a report fit to be mailed; also one not registered yet',
      },
      examples: [
        'systems check guangzhou/degree-subsidy',
        'systems check foshan/grants --cases 10000 --out 对接报告.md',
        'systems check shenzhen/dream-plan --lang en',
      ],
    })
      .argument('<ID>', say(terminal, { zh: '系统，如 guangzhou/degree-subsidy', en: 'the system' }))
      .option(
        '--cases <N>',
        say(terminal, { zh: '每种记录试多少例', en: 'made records tried for each kind' }),
        String(USUAL_CASES),
      )
      .option('--out <FILE.md>', say(terminal, { zh: '把报告写入此文件', en: 'write the report to this file' }))
      .action(async (id: string, options: CheckOptions) => finish((await run(terminal, id, options)) ? 0 : 1)),
};

const USUAL_CASES = 300;
const CASES_MAX = 1_000_000;

async function run(terminal: Terminal, id: string, { cases, out }: CheckOptions): Promise<boolean> {
  const count = casesOf(cases ?? String(USUAL_CASES));
  const { checkSystem } = await import('./check.ts');
  const progress = startProgress(terminal, { zh: '检查', en: 'checking' });
  const checked = await checkSystem(id, count, progress.update).finally(progress.stop);
  const passed = checked.conformance.passed === checked.conformance.laws;
  if (out !== undefined) await writeReport(out, checked.report(terminal.language, terminal.now()));
  if (terminal.json) printLine(terminal, JSON.stringify(checked.outline()));
  else if (out === undefined) terminal.stdout.write(checked.report(terminal.language, terminal.now()));
  else {
    printLine(terminal, checked.verdict(terminal.language));
    printLine(terminal, say(terminal, { zh: `报告已写入 ${out}`, en: `the report is in ${out}` }));
  }
  return passed;
}

async function writeReport(path: string, text: string): Promise<void> {
  const { createOutput } = await import('../check/outputs.ts');
  const output = await createOutput(resolve(path));
  await output.write(Buffer.from(text));
  await output.complete();
}

function casesOf(option: string): number {
  const cases = Number(option);
  if (/^[1-9]\d*$/.test(option) && cases <= CASES_MAX) return cases;
  throw new CliError(
    'usage.cases',
    { zh: `用例数 ${option} 不对`, en: `${option} is not a number of cases` },
    { zh: `写 1 到 ${CASES_MAX} 的整数。`, en: `Write a whole number from 1 to ${CASES_MAX}.` },
  );
}
