import { maySee, type Operator } from '../../core/access.ts';
import { programmeOf } from '../../core/identity.ts';
import type { Span } from '../../adapters/ledger/problems.ts';
import type { Failure, FailureQuery } from '../../schemas/api/failures.ts';
import { systemById, systems } from '../../schemas/systems/registry.ts';

/** What a list of failures is narrowed by. */
export type FailureFilter = Omit<FailureQuery, 'cursor' | 'limit'>;

export interface Wanted {
  readonly operator: Operator;
  readonly filter: FailureFilter;
  /** The oldest person key of the one that is looked for; `null` = anybody. */
  readonly person: string | null;
}

/** A failure, or that something was looked at which is none; `at` and `key` are its place in the list. */
export interface Seen {
  readonly at: string;
  readonly key: string;
  readonly failure: Failure | null;
}

/** Newest first; of one moment by key, so that every list of the same ledger has one order. */
export function isBefore(a: Pick<Seen, 'at' | 'key'>, b: Pick<Seen, 'at' | 'key'>): boolean {
  return a.at > b.at || (a.at === b.at && a.key < b.key);
}

/** The days of the filter in China, as times in UTC; of a list that goes on somewhere, from there. */
export function spanOf({ from, to }: FailureFilter, after: Pick<Seen, 'at'> | null): Span {
  const until = to === undefined ? LATEST : new Date(Date.parse(`${to}T00:00:00+08:00`) + DAY_MS - 1).toISOString();
  return {
    from: from === undefined ? EARLIEST : new Date(`${from}T00:00:00+08:00`).toISOString(),
    until: after !== null && after.at < until ? after.at : until,
  };
}

/** Tenants whose batches and records the list may show. */
export function tenantsOf({ operator, filter }: Pick<Wanted, 'operator' | 'filter'>): readonly string[] {
  return [...new Set(systems.map(({ tenant }) => tenant))].filter(
    (tenant) => maySee(operator, tenant) && (filter.tenant ?? tenant) === tenant,
  );
}

/** Whether a failure is one of those asked for. Whose record it is was asked before. */
export function isWanted({ operator, filter }: Wanted, failure: Failure): boolean {
  const { tenant, system, kind, state, code, batch, programme, minFen, maxFen } = filter;
  if (!maySee(operator, failure.tenant)) return false;
  const asked: readonly (readonly [string | undefined, string | null])[] = [
    [tenant, failure.tenant],
    [system, failure.system],
    [kind, failure.kind],
    [state, failure.state],
    [code, failure.code],
    [batch, failure.batchId],
    [programme, failure.programme],
  ];
  if (asked.some(([wanted, is]) => wanted !== undefined && wanted !== is)) return false;
  if (minFen === undefined && maxFen === undefined) return true;
  if (failure.fen === null) return false;
  const fen = BigInt(failure.fen);
  return (minFen === undefined || fen >= BigInt(minFen)) && (maxFen === undefined || fen <= BigInt(maxFen));
}

/** The programme of a record: of its key, or, where that names none, of the system it came from. */
export function programmeOfRecord({ recordKey, source }: { readonly recordKey: string; readonly source: string }) {
  const [, family] = recordKey.split('.');
  const named = family === 'c' ? '' : programmeOf(recordKey);
  return named === '' ? (systemById(source)?.programme ?? null) : named;
}

const DAY_MS = 86_400_000;
const EARLIEST = '0000';
/** Behind every time of this century. */
const LATEST = '9999';
