import type { Command } from 'commander';
import { REPLAY_ACTIONS } from '../../schemas/api/replays.ts';
import { type BridgeCommand, type CommandOutline, type ExitCode, subcommand } from '../command.ts';
import { oneOf } from '../one-of.ts';
import { answered, type Asking, connectClient } from '../operator-client.ts';
import { asOperator, moreLine, paged, pageOf, type Paging } from '../operator-options.ts';
import { lineLines, listLines } from '../replay/print.ts';
import type { PlanOptions } from '../replay/request.ts';
import { confirmPlan, followRun, planOf, tellPlan, waitUntilPlanned } from '../replay/run.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

type Finish = (code: ExitCode) => void;
type Sure = Asking & { readonly yes?: true };

const ID = 'rp_5tqK…';
const RECORD = '5tq…k.a.GZ-XLBZ.2025';

export const replayCommand: BridgeCommand = {
  define: (terminal, finish) => {
    const command = subcommand(terminal, {
      name: 'replay',
      summary: {
        zh: '重放：制定计划、看差异、复核、执行、暂停；已办结的不会再动',
        en: 'replay what failed: plan, look at what would change, approve, run, pause; what is settled stays as it is',
      },
      examples: [
        'replay plan --code province.unavailable --reason 省平台已恢复',
        `replay show ${ID} --lines`,
        `replay approve ${ID} --reason 已与银行核对`,
        `replay run ${ID}`,
      ],
    });
    for (const define of [plan, show, approve, run, stop]) command.addCommand(define(terminal, finish));
    return command;
  },
};

function plan(terminal: Terminal, finish: Finish): Command {
  return filtered(
    terminal,
    asOperator(
      terminal,
      subcommand(terminal, {
        name: 'plan',
        summary: {
          zh: '制定计划：冻结清单并列出会变的内容，不发送任何东西',
          en: 'make a plan: a frozen list and what would change; nothing is sent',
        },
        examples: [
          'replay plan --batch 3fQ0uA7s… --state rejected --reason 市方已更正',
          'replay plan --system guangzhou/degree-subsidy --from 2026-11-20 --to 2026-11-23 --reason 接口恢复',
          `replay plan ${RECORD} --overlay 更正.json --reason 手机号录错`,
        ],
      }),
    ),
  )
    .argument('[RECORD...]', say(terminal, { zh: '记录编号；或者用条件', en: 'record keys; or name conditions' }))
    .action(async (keys: readonly string[], { data, as, ...options }: Asking & PlanOptions) => {
      const { planRequest } = await import('../replay/request.ts');
      const client = connectClient({ data, ...(as === undefined ? {} : { as }) });
      const { replayId } = await answered(client.POST('/replays', { body: planRequest(keys, options) }));
      finish(tellPlan(terminal, await waitUntilPlanned(client, replayId)));
    });
}

function filtered(terminal: Terminal, command: Command): Command {
  return command
    .option(
      '--tenant <NAME>',
      say(terminal, { zh: '市或平台，例如 guangzhou', en: 'city or platform, such as guangzhou' }),
    )
    .option('--system <ID>', say(terminal, { zh: '来自哪个系统', en: 'the system it came from' }))
    .option('--kind <KIND>', 'applicant, certificate, payment')
    .option(
      '--state <STATE>',
      say(terminal, { zh: 'held 暂挂、rejected 不通过、quarantined 隔离', en: 'held, rejected, quarantined' }),
    )
    .option('--code <CODE>', say(terminal, { zh: '问题代码', en: 'problem code' }))
    .option('--batch <ID>', say(terminal, { zh: '某批次的全部记录', en: 'all records of a batch' }))
    .option(
      '--from <TIME>',
      say(terminal, { zh: '问题发生不早于（日期或 RFC 3339）', en: 'failed then or later (a date or RFC 3339)' }),
    )
    .option('--to <TIME>', say(terminal, { zh: '问题发生早于', en: 'failed before' }))
    .option(
      '--overlay <FILE>',
      say(terminal, { zh: '更正（JSON），不得涉及金额与收款人', en: 'edits (JSON), never of amount or payee' }),
    )
    .option(
      '--mapping <WHICH>',
      say(terminal, { zh: 'current 现行映射、original 原样重发', en: 'current mapping, or original: as it was sent' }),
      'current',
    )
    .requiredOption('--reason <TEXT>', say(terminal, REASON));
}

const REASON = {
  zh: '为什么，2 至 500 字，不写证件号、卡号、手机号',
  en: 'why, 2 to 500 characters, without ID, card or phone numbers',
};

interface ShowOptions extends Asking, Paging {
  readonly lines?: true;
  readonly action?: string;
}

function show(terminal: Terminal, finish: Finish): Command {
  return paged(
    terminal,
    asOperator(
      terminal,
      subcommand(terminal, {
        name: 'show',
        summary: {
          zh: '查看一个计划及其进度；不写编号则列出全部',
          en: 'one plan and how far it is; without an id all of them',
        },
        examples: ['replay show', `replay show ${ID}`, `replay show ${ID} --lines --action refused --limit 20`],
      }),
    ),
  )
    .argument('[ID]', say(terminal, { zh: '计划编号', en: 'its id' }))
    .option(
      '--lines',
      say(terminal, { zh: '逐条列出会变的字段，已遮盖', en: 'line by line what would change, masked' }),
    )
    .option(
      '--action <WHAT>',
      say(terminal, {
        zh: '只列 replay 重放、nothing 不动、refused 不可重放',
        en: 'those of them: replay, nothing, refused',
      }),
    )
    .action(async (id: string | undefined, options: ShowOptions) => {
      if (id === undefined) return finish(await list(terminal, options));
      if (options.lines === undefined) return finish(tellPlan(terminal, await planOf(connectClient(options), id)));
      return finish(await lines(terminal, id, options));
    });
}

async function list(terminal: Terminal, options: ShowOptions): Promise<ExitCode> {
  const client = connectClient(options);
  const page = await answered(client.GET('/replays', { params: { query: pageOf(options) } }));
  const { replays, next } = page;
  if (terminal.json) printLine(terminal, JSON.stringify(page));
  else for (const line of listLines(terminal, replays)) printLine(terminal, line);
  if (!terminal.json && next !== null) printLine(terminal, moreLine(terminal, next));
  return 0;
}

async function lines(terminal: Terminal, id: string, options: ShowOptions): Promise<ExitCode> {
  const { action } = options;
  const wanted =
    action === undefined ? {} : { action: oneOf('action', action, REPLAY_ACTIONS, { zh: '处理', en: 'action' }) };
  const query = { ...pageOf(options), ...wanted };
  const page = await answered(connectClient(options).GET('/replays/{id}/lines', { params: { path: { id }, query } }));
  const { lines: found, next } = page;
  if (terminal.json) printLine(terminal, JSON.stringify(page));
  else for (const line of lineLines(terminal, found)) printLine(terminal, line);
  if (!terminal.json && next !== null) printLine(terminal, moreLine(terminal, next));
  return 0;
}

function approve(terminal: Terminal, finish: Finish): Command {
  return sure(terminal, {
    name: 'approve',
    summary: {
      zh: '复核：须非制定人；认可的是这份清单的散列，30 分钟内有效，只用一次',
      en: 'approve a plan of somebody else: this very list, for 30 minutes, once',
    },
    examples: [`replay approve ${ID} --reason 已与银行核对`, `replay approve ${ID} --refuse --reason 金额不符`],
  })
    .requiredOption('--reason <TEXT>', say(terminal, REASON))
    .option('--refuse', say(terminal, { zh: '不同意：计划作废', en: 'say no: the plan is over' }))
    .action(async (id: string, { reason, refuse, yes, ...asking }: Sure & { reason: string; refuse?: true }) => {
      const client = connectClient(asking);
      const seen = await planOf(client, id);
      const what = refuse ? { zh: '不同意', en: 'Declining' } : { zh: '复核', en: 'Approving' };
      await confirmPlan(terminal, seen, { zh: `${what.zh}计划 ${id}`, en: `${what.en} plan ${id}` }, yes === true);
      const body = { hash: seen.hash ?? '', decision: refuse ? 'refuse' : 'approve', reason } as const;
      await answered(client.POST('/replays/{id}/approval', { params: { path: { id } }, body }));
      tellPlan(terminal, await planOf(client, id));
      finish(0);
    });
}

function run(terminal: Terminal, finish: Finish): Command {
  return sure(terminal, {
    name: 'run',
    summary: {
      zh: '执行计划，或继续已暂停的；进度条走完为止，Ctrl-C 只停止查看',
      en: 'run a plan, or go on with a paused one, with a bar until it is done; Ctrl-C stops looking, not the run',
    },
    examples: [`replay run ${ID}`, `replay run ${ID} --yes --json`, `replay run ${ID} --no-wait`],
  })
    .option('--no-wait', say(terminal, { zh: '开始后不等完成', en: 'begin it and leave' }))
    .action(async (id: string, { wait, yes, ...asking }: Sure & { readonly wait: boolean }) => {
      const client = connectClient(asking);
      const seen = await planOf(client, id);
      const path = { id };
      if (seen.state === 'RUNNING') return finish(tellPlan(terminal, await followRun(terminal, client, seen)));
      await confirmPlan(terminal, seen, { zh: `执行计划 ${id}`, en: `Running plan ${id}` }, yes === true);
      const begun =
        seen.state === 'PAUSED'
          ? await answered(client.POST('/replays/{id}/resume', { params: { path } }))
          : await answered(
              client.POST('/replays/{id}/run', {
                params: { path },
                body: seen.hash === null ? {} : { hash: seen.hash },
              }),
            );
      const ended = wait ? await followRun(terminal, client, begun) : begun;
      return finish(tellPlan(terminal, ended));
    });
}

function stop(terminal: Terminal, finish: Finish): Command {
  return asOperator(
    terminal,
    subcommand(terminal, {
      name: 'pause',
      summary: { zh: '暂停执行；已交出的继续办完', en: 'pause a run; what was handed over goes on' },
      examples: [`replay pause ${ID}`],
    }),
  )
    .argument('<ID>', say(terminal, { zh: '计划编号', en: 'its id' }))
    .action(async (id: string, asking: Asking) => {
      const paused = await answered(connectClient(asking).POST('/replays/{id}/pause', { params: { path: { id } } }));
      tellPlan(terminal, paused);
      finish(0);
    });
}

/** A command that asks before it does something, unless `--yes`. */
function sure(terminal: Terminal, outline: CommandOutline): Command {
  return asOperator(terminal, subcommand(terminal, outline))
    .argument('<ID>', say(terminal, { zh: '计划编号，见 bridge replay show', en: 'its id, see bridge replay show' }))
    .option('--yes', say(terminal, { zh: '不再询问', en: 'do not ask' }));
}
