import type { Kind } from '../../schemas/kind.ts';

/** A record that fits a plan's filter, before it is looked into. No personal data. */
export interface Candidate {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: Kind;
  /** `''` of what is not there, or may not be seen. */
  readonly tenant: string;
  readonly order: string;
  /** Its piece of work has not ended: what the ledger does not have yet it may have in a moment. */
  readonly underWay: boolean;
  /** The version that is meant; `null` of what is not there, or may not be seen. */
  readonly version: {
    readonly pointer: string;
    readonly messageId: string;
    readonly batchId: string;
    readonly row: number;
  } | null;
}

/**
 * Each record once, the newest of its versions, in an order that is the same whoever makes it: by where they lie, so that what lies
 * together is read together.
 */
export function inPlanOrder(candidates: Iterable<Candidate>): readonly Candidate[] {
  const newest = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const name = `${candidate.recordKey} ${candidate.source}`;
    const held = newest.get(name);
    if (held === undefined || held.order < candidate.order) newest.set(name, candidate);
  }
  const keyed = [...newest].map(([name, candidate]) => ({ key: `${placeOf(candidate)} ${name}`, candidate }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ candidate }) => candidate);
}

function placeOf({ source, kind, version }: Candidate): string {
  const [object = '', frame = '', , , line = ''] = version?.pointer.split('#') ?? [];
  return `${source} ${kind} ${object} ${frame.padStart(6, '0')} ${line.padStart(6, '0')}`;
}
