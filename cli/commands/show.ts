import { CliError } from '../cli-error.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { connectPartner, DATA_DIR, type PartnerApi } from '../partner-api.ts';
import { printMessage, printRecords, type MessageView, type RecordView } from '../show/print.ts';
import { printLine, say } from '../terminal.ts';

interface ShowOptions {
  readonly data: string;
  readonly tenant: string;
}

export const showCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'show',
      summary: { zh: '查看一条记录或一个事件的来龙去脉', en: 'show what became of a record or an event' },
      examples: ['show GZ2025000001', 'show 5tq…k.p.GZ-XLBZ.2025.CITY.1', 'show evt_0192 --tenant province'],
    })
      .argument(
        '<RECORD|MESSAGE>',
        say(terminal, { zh: '申领编号、记录编号或事件编号', en: '申领编号, record key or event id' }),
      )
      .option(
        '--data <DIR>',
        say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
        DATA_DIR,
      )
      .option('--tenant <NAME>', say(terminal, { zh: '以哪个市的身份查看', en: 'the city to ask as' }), 'guangzhou')
      .action(async (name: string, { data, tenant }: ShowOptions) => {
        const api = connectPartner(data, tenant);
        const found = await find(api, name);
        if (terminal.json) printLine(terminal, JSON.stringify(found));
        else if ('records' in found) printRecords(terminal, found.records);
        else printMessage(terminal, found);
        const troubled =
          'records' in found ? found.records.some(({ problem }) => problem !== null) : found.problem !== null;
        finish(troubled ? 1 : 0);
      }),
};

async function find(api: PartnerApi, name: string): Promise<{ readonly records: readonly RecordView[] } | MessageView> {
  const path = encodeURIComponent(name);
  try {
    return (await api.get(`/records/${path}`)) as { records: readonly RecordView[] };
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'record.unknown') throw error;
    return (await api.get(`/messages/${path}`)) as MessageView;
  }
}
