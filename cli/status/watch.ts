import { setTimeout as pause } from 'node:timers/promises';
import type { ExitCode } from '../command.ts';
import { localTime } from '../local-date.ts';
import type { PartnerApi } from '../partner-api.ts';
import type { BatchView } from '../push/send.ts';
import { printLine, type Terminal } from '../terminal.ts';
import { batchesOf, isClean, isSettled, statusLines } from './batches.ts';

const LOOK_EVERY_MS = 1_000;
/** Home, and clear from there on: what scrolled away before stays. */
const REPAINT = '\u001B[H\u001B[J';
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/**
 * Shows batches again whenever they change: drawn over themselves on a terminal, below each other in a pipe, a line of JSON each with
 * `--json`. One batch is watched until it has settled, a list until Ctrl-C.
 */
export async function watchBatches(terminal: Terminal, api: PartnerApi, batch: string | undefined): Promise<ExitCode> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end);
  const { stdout } = terminal;
  const paints = !terminal.json && 'isTTY' in stdout && stdout.isTTY === true;
  if (paints) terminal.stdout.write(HIDE_CURSOR);
  try {
    return await look(terminal, { api, batch, paints, signal: stop.signal });
  } finally {
    process.off('SIGINT', end);
    if (paints) terminal.stdout.write(SHOW_CURSOR);
  }
}

async function look(
  terminal: Terminal,
  {
    api,
    batch,
    paints,
    signal,
  }: {
    readonly api: PartnerApi;
    readonly batch: string | undefined;
    readonly paints: boolean;
    readonly signal: AbortSignal;
  },
): Promise<ExitCode> {
  for (let shown = ''; ;) {
    const views = await batchesOf(api, batch);
    const seen = JSON.stringify(views);
    if (seen !== shown) show(terminal, views, paints);
    shown = seen;
    const isOver = signal.aborted || (batch !== undefined && views.every(isSettled));
    if (isOver || !(await waited(signal))) return isClean(views) ? 0 : 1;
  }
}

function show(terminal: Terminal, views: readonly BatchView[], paints: boolean): void {
  if (terminal.json) return printLine(terminal, JSON.stringify({ at: terminal.now().toISOString(), batches: views }));
  const lines = [localTime(terminal.now().toISOString()), ...statusLines(terminal, views)];
  terminal.stdout.write(`${paints ? REPAINT : ''}${lines.join('\n')}\n`);
}

/** False where Ctrl-C came first. */
async function waited(signal: AbortSignal): Promise<boolean> {
  try {
    await pause(LOOK_EVERY_MS, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
