import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Said } from '../../schemas/statement.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, type CommandOutline, type ExitCode, subcommand } from '../command.ts';
import { answered, type Asking, connectClient } from '../operator-client.ts';
import { asOperator } from '../operator-options.ts';
import { DATA_DIR, operatorsOf } from '../partner-api.ts';
import { type Colleagues, printStatement, printStatements } from '../statement/print.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;

export const statementCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = subcommand(terminal, {
      name: 'statement',
      summary: {
        zh: '须由两位操作员各自确认才生效的登记：一人先说，另一人 30 分钟内说同样的话',
        en: 'what takes two operators: one says it, another says the same within 30 minutes',
      },
      examples: [
        'statement history guangzhou --rows 4400 --fen 660000000 --as operator',
        'statement list --as operator',
      ],
    });
    for (const define of [history, arrived, notMade, releaseClaim, linkPermits, restored, list])
      command.addCommand(define(terminal, finish));
    return command;
  },
};

function history(terminal: Terminal, finish: Finish): Command {
  return spoken(terminal, {
    name: 'history',
    summary: {
      zh: '签认一个市上线前的发放已全部导入；0 笔 0 分即声明没有',
      en: 'sign off that a city’s payments before go-live are all imported; 0 rows and 0 fen declares there were none',
    },
    examples: ['statement history guangzhou --rows 4400 --fen 660000000 --as operator'],
  })
    .argument('<TENANT>', say(terminal, { zh: '哪个市，例如 guangzhou', en: 'the city, such as guangzhou' }))
    .requiredOption('--rows <N>', say(terminal, { zh: '笔数', en: 'number of payments' }), wholeNumber)
    .requiredOption('--fen <FEN>', say(terminal, { zh: '总金额，单位分', en: 'total in fen' }))
    .action(async (tenant: string, { rows, fen, ...asking }: Asking & { rows: number; fen: string }) =>
      finish(await speak(terminal, asking, { type: 'history.signed-off', tenant, rows, fen })),
    );
}

interface Evidence {
  readonly source: string;
  readonly evidence: string;
}

function arrived(terminal: Terminal, finish: Finish): Command {
  return onDoubt(terminal, finish, 'payment.arrived', {
    name: 'arrived',
    summary: { zh: '结果不明的发放：凭证表明对方已经收到', en: 'money in doubt: evidence says the destination has it' },
    examples: [
      "statement arrived 5tq…k.p.GZ-XLBZ.2025.CITY.1 --source guangzhou/degree-subsidy --attempt 1 --evidence '省平台经办书面确认已收到' --as operator",
    ],
  });
}

function notMade(terminal: Terminal, finish: Finish): Command {
  return onDoubt(terminal, finish, 'payment.not-made', {
    name: 'not-made',
    summary: {
      zh: '结果不明的发放：凭证表明没有付出，可以另行发放',
      en: 'money in doubt: evidence says it was not paid, so that another attempt may follow',
    },
    examples: [
      "statement not-made 5tq…k.p.GZ-PTZZ.2025.DISTRICT.1 --source bank/payout --attempt 1 --evidence '银行对账单无此笔' --as operator",
    ],
  });
}

function onDoubt(
  terminal: Terminal,
  finish: Finish,
  type: 'payment.arrived' | 'payment.not-made',
  outline: CommandOutline,
): Command {
  return withEvidence(terminal, spoken(terminal, outline))
    .requiredOption('--attempt <N>', say(terminal, { zh: '第几次发放', en: 'which attempt to pay' }), wholeNumber)
    .action(async (recordKey: string, options: Asking & Evidence & { attempt: number }) => {
      const { source, attempt, evidence, ...asking } = options;
      finish(await speak(terminal, asking, { type, recordKey, source, attempt, evidence }));
    });
}

function releaseClaim(terminal: Terminal, finish: Finish): Command {
  const command = spoken(terminal, {
    name: 'release-claim',
    summary: {
      zh: '释放已取消的发放所占的资助名额，使其可以重新发放',
      en: 'free the grant a cancelled payment claims, so that it may be claimed anew',
    },
    examples: [
      "statement release-claim 5tq…k.p.GZ-XLBZ.2025.CITY.1 --source guangzhou/degree-subsidy --evidence '市总工会已撤销该笔发放' --as operator",
    ],
  });
  return withEvidence(terminal, command).action(async (recordKey: string, options: Asking & Evidence) => {
    const { source, evidence, ...asking } = options;
    finish(await speak(terminal, asking, { type: 'claim.released', recordKey, source, evidence }));
  });
}

function linkPermits(terminal: Terminal, finish: Finish): Command {
  return spoken(terminal, {
    name: 'link-permits',
    summary: {
      zh: '登记换证：新、旧两个证件号码属于同一人。号码从标准输入读取，新号一行，旧号一行，不保存原文',
      en: 'link a renewed permit to the older one; both numbers are read from stdin, newer then older, a line each, and never kept',
    },
    examples: ['statement link-permits --as operator'],
  }).action(async (asking: Asking) => {
    if (terminal.isInteractive)
      terminal.stderr.write(
        say(terminal, {
          zh: '请输入新证件号码、旧证件号码，各占一行，以 Ctrl-D 结束：\n',
          en: 'Newer number, then older number, a line each, end with Ctrl-D:\n',
        }),
      );
    const [newer, older, ...more] = (await text(terminal.stdin)).split(/\r?\n/).filter((line) => line.trim() !== '');
    if (newer === undefined || older === undefined || more.length > 0)
      throw new CliError(
        'usage.permits',
        {
          zh: '标准输入应为两行：新证件号码、旧证件号码',
          en: 'stdin holds two lines: the newer number, the older number',
        },
        {
          zh: '直接运行后逐行输入，或用管道送入两行。',
          en: 'Run it and type them, or pipe two lines in.',
        },
      );
    finish(await speak(terminal, asking, { type: 'permit.linked', newer: newer.trim(), older: older.trim() }));
  });
}

function restored(terminal: Terminal, finish: Finish): Command {
  return spoken(terminal, {
    name: 'restored',
    summary: {
      zh: '登记账本曾恢复到较早时间：未了结的发放一律先查询再发',
      en: 'say that the ledger was put back to an earlier time: unsettled money is asked for before it is sent',
    },
    examples: ['statement restored --to 2026-11-23T02:00:00+08:00 --at 2026-11-23T09:30:00+08:00 --as operator'],
  })
    .requiredOption(
      '--to <TIME>',
      say(terminal, { zh: '恢复到的时间（RFC 3339）', en: 'the time restored to (RFC 3339)' }),
    )
    .requiredOption(
      '--at <TIME>',
      say(terminal, { zh: '重新启用的时间（RFC 3339）', en: 'when it was taken into use again' }),
    )
    .action(async ({ to, at, ...asking }: Asking & { to: string; at: string }) =>
      finish(await speak(terminal, asking, { type: 'ledger.restored', restoredTo: to, at })),
    );
}

function list(terminal: Terminal, finish: Finish): Command {
  return spoken(terminal, {
    name: 'list',
    summary: { zh: '列出全部登记及其结果', en: 'list what was said, and what became of it' },
    examples: ['statement list --as operator'],
  }).action(async (asking: Asking) => {
    const { statements } = await answered(connectClient(asking).GET('/statements'));
    if (terminal.json) printLine(terminal, JSON.stringify({ statements }));
    else printStatements(terminal, statements, colleaguesAt(asking.data));
    finish(0);
  });
}

/** Says it, and tells what came of it: 0 it waits or is in effect, 1 it was refused by how things stand. */
async function speak(terminal: Terminal, asking: Asking, said: Said): Promise<ExitCode> {
  const client = connectClient(asking);
  const view = await answered(client.POST('/statements', { body: said }));
  if (terminal.json) printLine(terminal, JSON.stringify(view));
  else printStatement(terminal, view, colleaguesAt(asking.data));
  return view.state === 'REFUSED' ? 1 : 0;
}

function colleaguesAt(data: string): Colleagues {
  return { operators: operatorsOf(data), dataDir: data === DATA_DIR ? null : data };
}

function spoken(terminal: Terminal, outline: CommandOutline): Command {
  return asOperator(terminal, subcommand(terminal, outline));
}

function withEvidence(terminal: Terminal, command: Command): Command {
  return command
    .argument('<RECORD>', say(terminal, { zh: '记录编号，见 bridge show', en: 'record key, see bridge show' }))
    .requiredOption('--source <ID>', say(terminal, { zh: '来自哪个系统', en: 'the system it comes from' }))
    .requiredOption('--evidence <TEXT>', say(terminal, EVIDENCE));
}

const EVIDENCE: Bilingual = {
  zh: '您看到的凭证，中文 4 至 500 字，不写证件号、卡号、手机号',
  en: 'what you have seen, in Chinese, 4 to 500 characters, without ID, card or phone numbers',
};

function wholeNumber(option: string): number {
  if (/^\d{1,9}$/.test(option)) return Number(option);
  throw new CliError(
    'usage.number',
    { zh: `${option} 不是整数`, en: `${option} is not a whole number` },
    { zh: '写成不带符号的整数，例如 1。', en: 'Write a whole number, such as 1.' },
  );
}
