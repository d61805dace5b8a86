import type { RecordItem } from '../../adapters/ledger/records.ts';
import { mayFollow } from '../../core/grants/transitions.ts';
import { attemptOf, mayBeTriedAgain } from '../../core/ledger/attempt.ts';
import { translateRecord } from '../../core/translate.ts';
import type { Payment } from '../../schemas/canonical/payment.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import type { Translating } from './environment.ts';
import { type Frames, readOwnRecord } from './own-record.ts';

/** What both sides last said of the record. */
interface Heard {
  readonly own: RecordItem | undefined;
  readonly other: RecordItem | undefined;
  /** What the rail said that carries out the instructions. */
  readonly rail?: RecordItem | undefined;
}

/** Why a record can't be said to the destination; `null` where it can. */
export function unsayableTo(destination: string, source: string, record: Canonical): ProblemCode | null {
  const [from, to] = [systemById(source), systemById(destination)];
  if (from === undefined || to === undefined) throw new Error(`no system ${source} or ${destination} in the registry`);
  const translated = translateRecord(record, from, to);
  return translated.ok ? null : translated.problem.code;
}

/** The record's state, whatever its kind calls it. */
export function stateOf(record: Canonical): string {
  return 'verification' in record ? record.verification : record.status;
}

/**
 * The attempt a version of a payment belongs to. One in another 发放批次 than the failed one before it is a further attempt too, for
 * a nightly batch may have skipped its beginning.
 */
export async function attemptAt(
  translating: Translating,
  record: Canonical,
  heard: Heard,
  frames: Frames,
): Promise<number> {
  if (!('batchNo' in record)) return 1;
  // A rail's line bears its attempt's number, which was looked at before.
  if (heard.own?.instruction !== undefined) return heard.own.attempt;
  const before = lastSaid(heard);
  const attempt = attemptOf(record.status, before);
  const { own } = heard;
  if (own === undefined || before === undefined || attempt > before.attempt || !mayBeTriedAgain(before.status))
    return attempt;
  const earlier = await readOwnRecord(translating, own, frames);
  return 'batchNo' in earlier && earlier.batchNo !== record.batchNo ? before.attempt + 1 : attempt;
}

/** Whether the record's state can't follow the one its own source last gave it (DOMAIN §7); a further attempt begins anew. */
export function isIllegal(kind: Kind, record: Canonical, attempt: number, own: RecordItem | undefined): boolean {
  const model = programmeByCode(record.programmeCode)?.model;
  if (own === undefined || model === undefined || attempt > own.attempt) return false;
  return !mayFollow(model, kind, own.status, stateOf(record));
}

/** What was last said of the attempt under way, by either side. What the other side said before it was made is of an older one. */
function lastSaid({ own, other, rail }: Heard): RecordItem | undefined {
  // The rail itself says the attempt has failed: nobody knows better, but who has settled it some other way since.
  const settledSince = own !== undefined && SETTLED.has(own.status) && own.order > (rail?.order ?? '');
  if (own !== undefined && rail?.attempt === own.attempt && mayBeTriedAgain(rail.status) && !settledSince) return rail;
  return own !== undefined && other !== undefined && other.attempt === own.attempt && other.order > own.order
    ? other
    : own;
}

/** A city's last word on a payment: it was made, or will not be. */
const SETTLED: ReadonlySet<string> = new Set<Payment['status']>(['SUCCESS', 'CANCELLED']);
