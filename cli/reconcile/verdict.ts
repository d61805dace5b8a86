import type { Discrepancy } from '../../schemas/discrepancy.ts';
import { isConserved, type SideTally } from '../../core/reconcile/statement.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Reconciled } from './run.ts';

/** `bridge reconcile --json`, member by member (CONTRACT §1). */
export interface ReconcileReport {
  readonly kind: Kind;
  /** Keys. */
  readonly matched: number;
  readonly discrepancies: Readonly<Partial<Record<Discrepancy, number>>>;
  readonly suspense: number;
  readonly city: SideReport;
  readonly province: SideReport;
  readonly conserved: boolean;
}

interface SideReport {
  /** All rows of the comparison, bad ones with them. */
  readonly rows: number;
  /** 分 of them, as far as it can be read. */
  readonly fen: string;
  readonly rejected: number;
}

export function jsonOf({ statement }: Pick<Reconciled, 'statement'>): ReconcileReport {
  const { kind, matched, suspense, city, province, discrepancies } = statement;
  return {
    kind,
    matched,
    discrepancies: Object.fromEntries(discrepancies.map(({ code, count }) => [code, count])),
    suspense,
    city: sideOf(city),
    province: sideOf(province),
    conserved: isConserved(statement),
  };
}

/** Nothing differs, nothing is bad, every row is somewhere. What waits in suspense may yet match. */
export function isClean({ statement, notes }: Pick<Reconciled, 'statement' | 'notes'>): boolean {
  return (
    isConserved(statement) &&
    statement.discrepancies.length === 0 &&
    statement.city.rejected.rows === 0 &&
    statement.province.rejected.rows === 0 &&
    notes.every(({ differs }) => !differs)
  );
}

function sideOf({ received, rejected }: SideTally): SideReport {
  return { rows: received.rows, fen: received.fen, rejected: rejected.rows };
}
