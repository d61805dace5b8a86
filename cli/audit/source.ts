import type { AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import type { Seal, SealedLeaf } from '../../core/audit/journal.ts';
import { CliError } from '../cli-error.ts';

/** Where chains, journal and anchors are read: a running stack, or what was exported of one. */
export interface AuditSource {
  readonly tenants: () => Promise<readonly string[]>;
  /** Whether all chains are to be found here, and all that was locked away: what is missing is missing. An export holds one chain. */
  readonly isWhole: boolean;
  /** By date, none left out. */
  readonly anchors: () => Promise<readonly AnchorText[]>;
  /** Entries behind a sequence as they are kept, and the kept end, `null` where it keeps none. `null` of a chain one may not see. */
  readonly chain: (tenant: string, after: number) => Promise<KeptChain | null>;
  /** Texts of a day's leaves; `null` where the source does not hold this day. */
  readonly journal: (tenant: string, date: string) => Promise<readonly string[] | null>;
  /** What was locked away with one edition of a seal; `null` where it is not at hand. */
  readonly sealed: (tenant: string, seal: Seal) => Promise<readonly SealedLeaf[] | null>;
}

export interface KeptChain {
  readonly entries: readonly AuditEntry[];
  readonly head: ChainHead | null;
}

export interface AnchorText {
  readonly date: string;
  readonly text: string;
}

/** Days in China, both included; absent: without an end. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
}

export function isWithin(date: string, { from, to }: Span): boolean {
  return (from ?? date) <= date && date <= (to ?? date);
}

export function chainUnknown(tenant: string): CliError {
  return new CliError(
    'audit.tenant-unknown',
    {
      zh: `没有 ${tenant} 的审计链，或无权查看`,
      en: `there is no audit chain of ${tenant}, or it is not yours to see`,
    },
    { zh: '用 bridge audit list 查看有哪些单位。', en: 'See the tenants there are with bridge audit list.' },
  );
}
