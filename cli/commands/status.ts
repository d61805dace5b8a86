import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { DATA_DIR } from '../partner-api.ts';
import { say, type Terminal } from '../terminal.ts';

interface StatusOptions {
  readonly data: string;
  readonly tenant: string;
  readonly watch?: true;
}

export const statusCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'status',
      summary: {
        zh: '查看批次：处理到哪一步，收到、入账、未变、不通过、暂挂各多少',
        en: 'show batches: how far they are, and their statements',
      },
      examples: ['status', 'status 3fQ0uA7s…', 'status --watch', 'status --json'],
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
      .option(
        '--watch',
        say(terminal, {
          zh: '一直看着，有变化就更新；Ctrl-C 结束',
          en: 'keep looking, show what changes; Ctrl-C ends',
        }),
      )
      .action(async (batch: string | undefined, options: StatusOptions) =>
        finish(await status(terminal, batch, options)),
      ),
};

async function status(
  terminal: Terminal,
  batch: string | undefined,
  { data, tenant, watch }: StatusOptions,
): Promise<ExitCode> {
  const { batchesOf, isClean, tellBatches } = await import('../status/batches.ts');
  const { connectPartner } = await import('../partner-api.ts');
  const api = connectPartner(data, tenant);
  if (watch !== undefined) return await (await import('../status/watch.ts')).watchBatches(terminal, api, batch);
  const views = await batchesOf(api, batch);
  tellBatches(terminal, views, batch);
  return isClean(views) ? 0 : 1;
}
