import type { Scheduler } from '../kernel/scheduler.ts';
import type { BankModel } from '../outside/bank.ts';
import type { Sender } from './sender.ts';

/** The bank pushes its return files as they are written. */
export function createReturns(bank: BankModel, sender: Sender, scheduler: Scheduler): { readonly wake: () => void } {
  let wakesAtMs = Number.POSITIVE_INFINITY;
  const wake = (): void => {
    const due = bank.nextDue();
    if (due === null) return;
    const atMs = Math.max(due.getTime(), scheduler.nowMs());
    if (atMs >= wakesAtMs) return;
    wakesAtMs = atMs;
    scheduler.after(atMs - scheduler.nowMs(), () => {
      if (wakesAtMs !== atMs) return;
      wakesAtMs = Number.POSITIVE_INFINITY;
      for (const upload of bank.dueReturns(new Date(scheduler.nowMs()))) sender.send(upload);
      wake();
    });
  };
  return { wake };
}
