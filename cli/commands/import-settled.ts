import { CliError } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import type { HistoryView } from '../import-settled/history-view.ts';
import { printImport, printStatus } from '../import-settled/print.ts';
import { localDate, programmeYear } from '../local-date.ts';
import { connectPartner, DATA_DIR, type PartnerApi } from '../partner-api.ts';
import { startProgress } from '../progress.ts';
import { manifestOf, type PushManifest } from '../push/manifest.ts';
import { type BatchView, sendFile, waitUntilSettled } from '../push/send.ts';
import { systemAndKind } from '../system-option.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';

interface ImportOptions {
  readonly system?: string;
  readonly year?: string;
  readonly totalFen?: string;
  readonly status?: boolean;
  readonly tenant: string;
  readonly data: string;
}

export const importSettledCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'import-settled',
      summary: {
        zh: '导入上线前已经发放的补助：占用资助名额，不转给任何一方；可以重复运行',
        en: 'import the payments made before go-live: they claim their grants and go to nobody; may be repeated',
      },
      examples: [
        'import-settled 历史发放-2024.csv --system guangzhou/degree-subsidy --year 2024 --total-fen 660000000',
        'import-settled --status --tenant guangzhou',
      ],
    })
      .argument('[FILE]', say(terminal, { zh: '一个年度的发放文件', en: 'the payments of one programme year' }))
      .option(
        '--system <ID>',
        say(terminal, { zh: '来自哪个系统，见 bridge systems', en: 'the system it comes from, see bridge systems' }),
      )
      .option('--year <YYYY>', say(terminal, { zh: '项目年度', en: 'programme year' }))
      .option(
        '--total-fen <N>',
        say(terminal, {
          zh: '账目上的合计金额，单位分；与文件不一致则不发送',
          en: 'total of the books in fen; where the file differs, nothing is sent',
        }),
      )
      .option(
        '--status',
        say(terminal, { zh: '查看一个市已导入多少、是否已签认', en: 'show what a city has imported' }),
      )
      .option(
        '--tenant <NAME>',
        say(terminal, { zh: '与 --status 同用：哪个市', en: 'with --status: the city' }),
        'guangzhou',
      )
      .option(
        '--data <DIR>',
        say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
        DATA_DIR,
      )
      .action(async (file: string | undefined, options: ImportOptions) =>
        finish(
          options.status === true ? await showStatus(terminal, options) : await importFile(terminal, file, options),
        ),
      ),
};

async function importFile(terminal: Terminal, path: string | undefined, options: ImportOptions): Promise<ExitCode> {
  if (path === undefined || options.system === undefined) throw missing(path === undefined ? 'FILE' : '--system');
  const { system, kind } = systemAndKind(options.system, 'payment');
  const year = programmeYear(options.year);
  if (year === undefined) throw missing('--year');
  const businessDate = localDate(terminal.now());
  const manifest = await manifestOf({ path, system, kind, businessDate, year, now: terminal.now() });
  compareTotal(options.totalFen, manifest);
  const api = connectPartner(options.data, system.tenant);
  const progress = startProgress(terminal, { zh: '导入', en: 'importing' });
  let view: BatchView;
  try {
    const batchId = await sendFile(api, { ...manifest, purpose: 'settled-history' }, path);
    view = await waitUntilSettled(api, batchId, (done) => progress.update(done, Math.max(1, manifest.rows)));
  } finally {
    progress.stop();
  }
  const history = await historyAt(api);
  if (terminal.json) printLine(terminal, JSON.stringify({ batch: view, history }));
  else printImport(terminal, view, history, options.data);
  return isClean(view) ? 0 : 1;
}

async function showStatus(terminal: Terminal, { system, tenant, data }: ImportOptions): Promise<ExitCode> {
  const city = system === undefined ? tenant : systemAndKind(system, 'payment').system.tenant;
  const history = await historyAt(connectPartner(data, city));
  if (terminal.json) printLine(terminal, JSON.stringify(history));
  else printStatus(terminal, history, data);
  return history.imports.every(isClean) ? 0 : 1;
}

async function historyAt(api: PartnerApi): Promise<HistoryView> {
  return (await api.get('/history')) as HistoryView;
}

function isClean({ state, rejected, held }: BatchView): boolean {
  return state === 'SETTLED' && rejected === 0 && held === 0;
}

/** What the books say against what the file says: a file with rows missing is found before anything is claimed. */
function compareTotal(said: string | undefined, { rows, totalFen = '0' }: PushManifest): void {
  if (said === undefined || said === totalFen) return;
  if (!/^(0|[1-9]\d{0,17})$/.test(said))
    throw new CliError(
      'usage.total-fen',
      { zh: `合计金额 ${said} 不对`, en: `${said} is not a total` },
      { zh: '写成以分为单位的整数，例如 660000000。', en: 'Write it in fen, such as 660000000.' },
    );
  throw new CliError(
    'import.total-mismatch',
    {
      zh: `文件有 ${rows} 行，合计 ${yuan(totalFen)} 元，账目是 ${yuan(said)} 元；没有发送`,
      en: `the file has ${rows} rows of ¥${yuan(totalFen)} in all, the books say ¥${yuan(said)}; nothing was sent`,
    },
    {
      zh: '核对是否缺行、缺年度，金额一致后再导入。',
      en: 'Look for missing rows or years, and import when the totals agree.',
    },
  );
}

function missing(name: string): CliError {
  return new CliError('usage.import-incomplete', { zh: `还缺 ${name}`, en: `${name} is missing` }, NEEDED);
}

const NEEDED: Bilingual = {
  zh: '导入需要文件、--system 和 --year，一个年度一个文件；查看进度用 --status。',
  en: 'An import takes a file, --system and --year, a file for each year; --status shows how far it is.',
};
