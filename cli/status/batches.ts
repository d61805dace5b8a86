import { batchLines } from '../batch-table.ts';
import type { PartnerApi } from '../partner-api.ts';
import type { BatchView } from '../push/send.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

/** One batch, or the tenant's newest. Throws CliError. */
export async function batchesOf(api: PartnerApi, batch: string | undefined): Promise<readonly BatchView[]> {
  if (batch !== undefined) return [(await api.get(`/batches/${encodeURIComponent(batch)}`)) as BatchView];
  return ((await api.get('/batches')) as { readonly batches: readonly BatchView[] }).batches;
}

export function tellBatches(terminal: Terminal, views: readonly BatchView[], batch: string | undefined): void {
  if (terminal.json) printLine(terminal, JSON.stringify(batch === undefined ? { batches: views } : views[0]));
  else for (const line of statusLines(terminal, views)) printLine(terminal, line);
}

export function statusLines(terminal: Terminal, views: readonly BatchView[]): readonly string[] {
  return views.length === 0
    ? [say(terminal, { zh: '还没有批次。', en: 'There are no batches yet.' })]
    : batchLines(terminal, views);
}

export function isClean(views: readonly BatchView[]): boolean {
  return views.every(({ state, rejected, held }) => state !== 'REFUSED' && rejected === 0 && held === 0);
}

/** Nothing of it moves any more. */
export function isSettled({ state }: BatchView): boolean {
  return state === 'SETTLED' || state === 'HELD' || state === 'REFUSED';
}
