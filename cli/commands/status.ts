import { batchLines } from '../batch-table.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { connectPartner, DATA_DIR } from '../partner-api.ts';
import type { BatchView } from '../push/send.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

interface StatusOptions {
  readonly data: string;
  readonly tenant: string;
}

export const statusCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'status',
      summary: {
        zh: '查看批次：处理到哪一步，收到、入账、未变、不通过、暂挂各多少',
        en: 'show batches: how far they are, and their statements',
      },
      examples: ['status', 'status 3fQ0uA7s…', 'status --json'],
    })
      .argument(
        '[BATCH]',
        say(terminal, { zh: '批次编号，省略则列出最近的批次', en: 'batch id; without it the newest batches' }),
      )
      .option(
        '--data <DIR>',
        say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
        DATA_DIR,
      )
      .option('--tenant <NAME>', say(terminal, { zh: '以哪个市的身份查看', en: 'the city to ask as' }), 'guangzhou')
      .action(async (batch: string | undefined, options: StatusOptions) =>
        finish(await status(terminal, batch, options)),
      ),
};

async function status(
  terminal: Terminal,
  batch: string | undefined,
  { data, tenant }: StatusOptions,
): Promise<ExitCode> {
  const api = connectPartner(data, tenant);
  const views =
    batch === undefined
      ? ((await api.get('/batches')) as { batches: readonly BatchView[] }).batches
      : [(await api.get(`/batches/${encodeURIComponent(batch)}`)) as BatchView];
  if (terminal.json) printLine(terminal, JSON.stringify(batch === undefined ? { batches: views } : views[0]));
  else if (views.length === 0)
    printLine(terminal, say(terminal, { zh: '还没有批次。', en: 'There are no batches yet.' }));
  else for (const line of batchLines(terminal, views)) printLine(terminal, line);
  const clean = views.every(({ state, rejected, held }) => state !== 'REFUSED' && rejected === 0 && held === 0);
  return clean ? 0 : 1;
}
