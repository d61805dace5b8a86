import { type CallSite, type RandomCallFault, siteName } from './faults.ts';

/** What happened in a run, line by line, kept only where somebody will read it. */
export interface Trace {
  readonly add: (who: string, what: string) => void;
  readonly call: (
    who: string,
    site: CallSite,
    fault: RandomCallFault | null,
    outcome: { readonly error?: Error } | object,
  ) => void;
  readonly lines: () => readonly string[];
}

/** @param nowMs virtual */
export function createTrace(kept: boolean, startMs: number, nowMs: () => number): Trace {
  const lines: string[] = [];
  const add: Trace['add'] = (who, what) => {
    if (kept) lines.push(`${((nowMs() - startMs) / 1000).toFixed(3).padStart(10)} ${who.padEnd(34)} ${what}`);
  };
  return {
    add,
    call: (who, site, fault, outcome) => {
      if (!kept) return;
      const befell = fault === null ? '' : `  [${fault}]`;
      const error = 'error' in outcome && outcome.error instanceof Error ? `  → ${describe(outcome.error)}` : '';
      add(who, `${siteName(site).slice(site.fn.length + 1)}${befell}${error}`);
    },
    lines: () => lines,
  };
}

function describe(error: Error & { readonly CancellationReasons?: readonly { readonly Code?: string }[] }): string {
  const reasons = error.CancellationReasons?.map(({ Code }) => Code ?? 'None').join(',');
  return `${error.name}${reasons === undefined ? ` ${error.message.slice(0, 60)}` : ` (${reasons})`}`;
}
