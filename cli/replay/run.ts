import { setTimeout as pause } from 'node:timers/promises';
import type { ReplayView } from '../../schemas/api/replays.ts';
import type { ExitCode } from '../command.ts';
import { confirmNumber } from '../confirm.ts';
import { answered, type OperatorClient } from '../operator-client.ts';
import { startProgress } from '../progress.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import { amountText, countLines, planLines, thousands } from './print.ts';

const POLL_MS = 500;

/** Waits until the plan's list is frozen. */
export async function waitUntilPlanned(client: OperatorClient, replayId: string): Promise<ReplayView> {
  for (;;) {
    const plan = await planOf(client, replayId);
    if (plan.state !== 'PLANNING') return plan;
    await pause(POLL_MS);
  }
}

export async function planOf(client: OperatorClient, id: string): Promise<ReplayView> {
  return await answered(client.GET('/replays/{id}', { params: { path: { id } } }));
}

/** Follows a run to its end, or until it is paused, with a bar. */
export async function followRun(terminal: Terminal, client: OperatorClient, begun: ReplayView): Promise<ReplayView> {
  const bar = startProgress(terminal, { zh: '重放', en: 'replaying' });
  let plan = begun;
  try {
    while (plan.state === 'RUNNING') {
      bar.update(plan.progress.done, plan.progress.total);
      await pause(POLL_MS);
      plan = await planOf(client, begun.replayId);
    }
    return plan;
  } finally {
    bar.stop();
  }
}

/**
 * Repeats counts and money, and asks for the number of records that are to go. Nothing is asked with `--yes`.
 *
 * @param what in a few words, what is about to be done
 */
export async function confirmPlan(
  terminal: Terminal,
  plan: ReplayView,
  what: { readonly zh: string; readonly en: string },
  isSure: boolean,
): Promise<void> {
  if (isSure) return;
  for (const line of countLines(terminal, plan)) terminal.stderr.write(`${line}\n`);
  const { rows, fen } = plan.toReplay;
  const money = plan.movesMoney
    ? { zh: `，可能动用资金 ¥${yuan(fen)}`, en: `, and could move ¥${yuan(fen)}` }
    : { zh: '，不动用资金', en: ', and moves no money' };
  terminal.stderr.write(
    `${say(terminal, { zh: `${what.zh}：重放 ${amountText(terminal, plan.toReplay)}${money.zh}。`, en: `${what.en}: it replays ${amountText(terminal, plan.toReplay)}${money.en}.` })}\n`,
  );
  await confirmNumber(
    terminal,
    {
      zh: `输入将重放的笔数（${thousands(rows)}）以确认：`,
      en: `Type how many are to be replayed (${thousands(rows)}) to confirm: `,
    },
    rows,
  );
}

/** 0 where all of it was replayed, or had nothing left to do; 1 where something of it was not. */
export function tellPlan(terminal: Terminal, plan: ReplayView): ExitCode {
  if (terminal.json) printLine(terminal, JSON.stringify(plan));
  else for (const line of planLines(terminal, plan)) printLine(terminal, line);
  return isClean(plan) ? 0 : 1;
}

function isClean({ state, progress, problem, toReplay }: ReplayView): boolean {
  if (state === 'DONE') return progress.changed + progress.refused + progress.failed === 0;
  if (state === 'REFUSED' || state === 'EXPIRED') return false;
  return problem === null && (state === 'RUNNING' || toReplay.rows > 0);
}
