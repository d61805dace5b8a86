import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DemoResult } from '../../local/demo/demo.ts';
import type { Deployment, DeploymentOptions } from '../../local/deployment/deployment.ts';
import { CliError } from '../cli-error.ts';
import { type BridgeCommand, type ExitCode, subcommand } from '../command.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { comparisonsJson, demoJson, printDemo, printWhereToLook } from '../up/print.ts';
import { startNightProgress } from '../up/progress.ts';

interface UpOptions {
  readonly demo?: boolean;
  readonly once?: boolean;
  readonly openHistory?: boolean;
  readonly data: string;
  readonly port: string;
}

export const upCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'up',
      summary: {
        zh: '在本机启动整套系统；--demo 送入样例四夜并对账',
        en: 'start the whole stack on this machine; --demo sends four sample nights through it and reconciles',
      },
      examples: ['up --demo', 'up --demo --once --json', 'up --data /var/tmp/bridge --port 9000'],
    })
      .option('--demo', say(terminal, { zh: '送入样例数据', en: 'send the sample nights' }))
      .option('--once', say(terminal, { zh: '完成后自行停止', en: 'stop by itself when done' }))
      .option('--data <DIR>', say(terminal, { zh: '数据目录', en: 'data directory' }), '.bridge')
      .option('--port <N>', say(terminal, { zh: '接口端口，0 为任选', en: 'port of the API, 0 = any' }), '8787')
      .option(
        '--open-history',
        say(terminal, {
          zh: '不替各市声明上线前没有发放：先 bridge import-settled，再由两人签认',
          en: 'do not declare for the cities that they paid nothing before go-live: bridge import-settled comes first',
        }),
      )
      .action(async (options: UpOptions) => finish(await up(terminal, options))),
};

async function up(terminal: Terminal, options: UpOptions): Promise<ExitCode> {
  const dataDir = resolve(options.data);
  const port = portOf(options.port);
  const stopAsked = stopSignal();
  const histories = options.openHistory === true ? 'open' : 'declared-empty';
  const deployment = await start(terminal, { dataDir, port, histories });
  try {
    let code: ExitCode = 0;
    if (options.demo === true) {
      const result = await Promise.race([demo(terminal, deployment), stopAsked]);
      if (result === 'stop') return 0;
      report(terminal, result);
      code = result.conserved ? 0 : 1;
    }
    if (options.once === true) return code;
    printWhereToLook(terminal, deployment, dataDir);
    await stopAsked;
    progress(terminal, { zh: '正在停止……', en: 'stopping …' });
    return code;
  } finally {
    await deployment.stop();
  }
}

async function start(
  terminal: Terminal,
  options: Pick<DeploymentOptions, 'dataDir' | 'port' | 'histories'>,
): Promise<Deployment> {
  progress(terminal, {
    zh: '合成模板，启动本机的数据库、队列、存储和各函数……',
    en: 'synthesizing the templates, starting database, queues, storage and functions …',
  });
  // The stack and its engines are the heaviest thing there is to load; no other command needs them.
  const { deployLocally } = await import('../../local/deployment/deployment.ts');
  makeDirectory(options.dataDir);
  try {
    return await deployLocally({ ...options, onLog: () => {}, dynamodb: process.env['BRIDGE_DYNAMODB'] });
  } catch (error) {
    throw startError(error, options.port);
  }
}

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch {
    throw new CliError(
      'up.data-unusable',
      { zh: `无法使用数据目录 ${dataDir}`, en: `${dataDir} can't be the data directory` },
      { zh: '用 --data 换一个可写的目录。', en: 'Name a directory you may write to with --data.' },
    );
  }
}

function startError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new CliError(
      'up.port-in-use',
      { zh: `端口 ${port} 已被占用`, en: `port ${port} is in use` },
      {
        zh: '用 --port 换一个端口，或停止占用它的程序。',
        en: 'Choose another with --port, or stop the program that uses it.',
      },
    );
  }
  if (error instanceof Error && error.message.includes('another stack is running')) {
    return new CliError(
      'up.data-in-use',
      { zh: '这个数据目录上已有一套系统在运行', en: 'a stack is already running on this data directory' },
      { zh: '先停止它，或用 --data 换一个目录。', en: 'Stop it, or choose another directory with --data.' },
    );
  }
  return error;
}

async function demo(terminal: Terminal, deployment: Deployment): Promise<DemoResult> {
  const { runDemo } = await import('../../local/demo/demo.ts');
  const shown = startNightProgress(terminal);
  try {
    return await runDemo(deployment, shown.update);
  } finally {
    shown.stop();
  }
}

function report(terminal: Terminal, result: DemoResult): void {
  if (!terminal.json) return printDemo(terminal, result);
  for (const line of [...comparisonsJson(result), demoJson(result)]) printLine(terminal, JSON.stringify(line));
}

/** Resolves on Ctrl-C or when the system asks; a second Ctrl-C ends the process at once. */
async function stopSignal(): Promise<'stop'> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  return 'stop';
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CliError(
    'usage.port',
    { zh: `端口 ${text} 不对`, en: `${text} is not a port` },
    { zh: '写 0 到 65535。', en: 'Write 0 to 65535.' },
  );
}

function progress(terminal: Terminal, text: { readonly zh: string; readonly en: string }): void {
  if (!terminal.json) terminal.stderr.write(`${say(terminal, text)}\n`);
}
