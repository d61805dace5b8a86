import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import type { NightProgress } from '../../local/demo/nights.ts';

/** One bar a night: rows that have come to rest, then the province's events that have come back. */
export function startNightProgress(terminal: Terminal): {
  readonly update: (night: string, progress: NightProgress) => void;
  readonly stop: () => void;
} {
  let shown: { readonly title: string; readonly bar: ReturnType<typeof startProgress> } | undefined;
  const barFor = (title: string, zh: string, en: string): ReturnType<typeof startProgress> => {
    if (shown?.title !== title) {
      shown?.bar.stop();
      shown = { title, bar: startProgress(terminal, { zh, en }) };
    }
    return shown.bar;
  };
  return {
    update: (night, { receivedRows, settledRows, eventsDelivered, eventsPending }) => {
      if (receivedRows === 0 || settledRows < receivedRows) {
        barFor(`${night} rows`, `${night} 夜：市 → 省`, `night ${night}: city → province`).update(
          settledRows,
          receivedRows,
        );
      } else {
        const bar = barFor(`${night} events`, `${night} 夜：省 → 市`, `night ${night}: province → city`);
        bar.update(eventsDelivered, eventsDelivered + eventsPending);
      }
    },
    stop: () => shown?.bar.stop(),
  };
}
