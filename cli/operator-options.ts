import type { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { DATA_DIR } from './partner-api.ts';
import { say, type Terminal } from './terminal.ts';

/** `--as` and `--data` of every command that speaks with the operators' API: who asks, and where. */
export function asOperator(terminal: Terminal, command: Command): Command {
  return command
    .option(
      '--as <USER>',
      say(terminal, {
        zh: '本机系统的示例用户；省略则为已登录的人（bridge login）',
        en: 'a sample user of the local stack; else whoever is logged in (bridge login)',
      }),
    )
    .option(
      '--data <DIR>',
      say(terminal, { zh: '正在运行的系统的数据目录', en: 'data directory of the running stack' }),
      DATA_DIR,
    );
}

/** `--limit` and `--after` of every list. */
export interface Paging {
  readonly limit: string;
  readonly after?: string;
}

/** The API's own bound. */
const LIMIT_MAX = 200;
const LIMIT_USUAL = '50';

export function paged(terminal: Terminal, command: Command): Command {
  return command
    .option('--limit <N>', say(terminal, { zh: '列出多少条，至多 200', en: 'how many, 200 at most' }), LIMIT_USUAL)
    .option('--after <CURSOR>', say(terminal, { zh: '接着上一页往下列', en: 'go on after the page before' }));
}

/** The page as the API wants it. Throws CliError. */
export function pageOf({ limit, after }: Paging): { readonly limit: number; readonly cursor?: string } {
  const count = /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (count < 1 || count > LIMIT_MAX)
    throw new CliError(
      'usage.limit',
      { zh: `--limit ${limit} 不在 1 至 ${LIMIT_MAX} 之间`, en: `--limit ${limit} is not between 1 and ${LIMIT_MAX}` },
      { zh: '写成整数，例如 50。', en: 'Write a whole number, such as 50.' },
    );
  return { limit: count, ...(after === undefined ? {} : { cursor: after }) };
}

/** Below a list that goes on: how. */
export function moreLine(terminal: Terminal, next: string): string {
  return say(terminal, { zh: `还有更多：--after ${next}`, en: `There are more: --after ${next}` });
}
