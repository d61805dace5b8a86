import type { Message, Story } from '../../schemas/api/records.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { answered, type Asking, connectClient, type OperatorClient } from '../operator-client.ts';
import { asOperator } from '../operator-options.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

interface ShowOptions extends Asking {
  readonly unmask?: true;
  readonly reason?: string;
}

export const showCommand: BridgeCommand = {
  define: (terminal, finish) =>
    asOperator(
      terminal,
      subcommand(terminal, {
        name: 'show',
        summary: {
          zh: '查看一条记录的来龙去脉：原因、原文与发送内容对照、经过；或一个事件',
          en: 'one record’s story: why, its row beside what was sent, when; or an event',
        },
        examples: [
          'show GZXL20250000000',
          'show 5tq…k.p.GZ-XLBZ.2025.CITY.1',
          'show evt_0192',
          "show 5tq…k.p.GZ-XLBZ.2025.CITY.1 --unmask --reason '当事人来电核对收款账号'",
        ],
      }),
    )
      .argument(
        '<RECORD|MESSAGE>',
        say(terminal, { zh: '申领编号、记录编号或事件编号', en: '申领编号, record key or event id' }),
      )
      .option(
        '--unmask',
        say(terminal, { zh: '显示未遮盖的内容（须有权限，留痕）', en: 'values whole; needs a role, and is kept' }),
      )
      .option(
        '--reason <TEXT>',
        say(terminal, {
          zh: '为什么要看，10 至 500 字，不写证件号、卡号、手机号',
          en: 'why, 10 to 500 characters, without ID, card or phone numbers',
        }),
      )
      .action(async (name: string, options: ShowOptions) => finish(await show(terminal, name, options))),
};

/** 0 where nothing is wrong with it, 1 where something is. */
async function show(terminal: Terminal, name: string, { unmask, reason, ...asking }: ShowOptions): Promise<ExitCode> {
  if ((unmask === true) !== (reason !== undefined)) throw reasonMisplaced(unmask === true);
  const client = connectClient(asking);
  const found = await find(client, name);
  if ('messageId' in found) {
    if (terminal.json) printLine(terminal, JSON.stringify(found));
    else
      for (const line of (await import('../show/message.ts')).messageLines(terminal, found)) printLine(terminal, line);
    return found.problem === null ? 0 : 1;
  }
  const stories =
    reason === undefined
      ? found.stories
      : await Promise.all(found.stories.map((story) => unmasked(client, story, reason)));
  if (terminal.json) printLine(terminal, JSON.stringify({ stories }));
  else {
    const { storyLines } = await import('../show/story.ts');
    for (const [index, story] of stories.entries())
      for (const line of [...(index === 0 ? [] : ['']), ...storyLines(terminal, story)]) printLine(terminal, line);
  }
  return stories.every(({ records }) => records.every(({ problem }) => problem === null)) ? 0 : 1;
}

async function find(client: OperatorClient, name: string): Promise<{ readonly stories: readonly Story[] } | Message> {
  try {
    return await answered(client.GET('/records/{key}', { params: { path: { key: name } } }));
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'record.unknown') throw error;
    return await answered(client.GET('/messages/{id}', { params: { path: { id: name } } }));
  }
}

/** The story with its values whole. */
async function unmasked(client: OperatorClient, story: Story, reason: string): Promise<Story> {
  const path = { key: story.recordKey };
  const whole = await answered(client.POST('/records/{key}/unmask', { params: { path }, body: { reason } }));
  const records = story.records.map((record) => {
    const same = whole.records.find(({ source }) => source === record.source);
    return same === undefined ? record : { ...record, fields: same.fields };
  });
  return { ...story, records };
}

function reasonMisplaced(isUnmasking: boolean): CliError {
  return new CliError(
    'usage.reason',
    isUnmasking
      ? { zh: '--unmask 要写明理由', en: '--unmask wants a reason' }
      : { zh: '--reason 只和 --unmask 一起写', en: '--reason is written with --unmask alone' },
    {
      zh: "例如 --unmask --reason '当事人来电核对收款账号'",
      en: "Such as --unmask --reason 'the payee asks which account was paid'",
    },
  );
}
