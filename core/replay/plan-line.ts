import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { paymentNo } from '../identity.ts';
import { attemptOf, isReportedAsMade } from '../ledger/attempt.ts';
import { decide, type Known } from '../ledger/decide.ts';
import { hindranceTo, hindranceToNew, type Standing } from '../ledger/replay.ts';
import type { ChunkLine, Wire } from '../lines.ts';
import { wireFormOf } from '../wire-form.ts';
import { changesBetween } from './changes.ts';
import type { PlanLine, ReplayMapping } from './line.ts';
import { type Edit, overlaid } from './overlay.ts';

/** What the ledger holds of the record from its own source. */
export type OwnStanding = Known &
  Standing & {
    readonly fence: number;
    readonly attempt: number;
    readonly fen: string;
    readonly pointer: string;
    readonly batchId: string;
    readonly row: number;
  };

/** A record that fits a plan's filter, and all that is known of it. */
export interface Subject {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: Kind;
  readonly tenant: string;
  /** Where the version that is meant lies, and what it is known by. */
  readonly version: {
    readonly pointer: string;
    readonly messageId: string;
    readonly batchId: string;
    readonly row: number;
  } | null;
  /** The piece of work it came in has not ended. */
  readonly underWay: boolean;
  /** That version as it was accepted; undefined where the vault no longer shows it. */
  readonly line: ChunkLine | undefined;
  readonly own: OwnStanding | undefined;
  /** What the province and the payment's rail say of it. */
  readonly others: readonly Standing[];
  /** Of a payment: whether somebody else has its claim. */
  readonly claimTaken: boolean;
  /** Of a payment: whether, before the table was put back, what it says was sent on. */
  readonly sentBefore: boolean;
  /** The form the version was last sent in; undefined where it never was. */
  readonly sent: Wire | undefined;
}

export interface PlanTerms {
  readonly mapping: ReplayMapping;
  /** Edits of this record. */
  readonly overlay: readonly Edit[];
  /** `YYYY-MM-DD` in China. */
  readonly today: string;
  /** When the table was put back to an earlier time, RFC 3339; `undefined` = never. */
  readonly restoredAt: string | undefined;
}

/** No status of a payment's. */
const UNREAD = '';
/** The one place a batch's record goes to. */
const PROVINCE = 'province/yuegonghui';

/** What a plan does with one record, by its state and kind, and what that would change. Nothing is written. */
export function planLineOf(subject: Subject, terms: PlanTerms): PlanLine {
  const { recordKey, source, kind, tenant, version, line, own, sent } = subject;
  const again = own !== undefined && own.messageId === version?.messageId;
  const judged = judge(subject, again, terms);
  const action = judged.code === null ? 'replay' : NOTHING_TO_DO.has(judged.code) ? 'nothing' : 'refused';
  const money = kind === 'payment';
  return {
    recordKey,
    source,
    kind,
    tenant,
    state: own?.state ?? 'NONE',
    fence: own?.fence ?? null,
    again,
    action,
    code: judged.code,
    problem: own?.problem ?? null,
    destination: action === 'replay' ? PROVINCE : null,
    fen: line?.fen ?? own?.fen ?? '0',
    movesMoney: money && action === 'replay',
    mapping: terms.mapping,
    overlay: terms.overlay,
    messageId: version?.messageId ?? '',
    pointer: version?.pointer ?? '',
    batchId: version?.batchId ?? '',
    row: version?.row ?? 0,
    wasSent: sent !== undefined,
    sent: action === 'replay' && terms.mapping === 'original' ? (sent ?? null) : null,
    changes: action === 'replay' ? judged.changes : [],
  };
}

/** There is nothing wrong with these: they are over, or will be. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set<ProblemCode>(['replay.settled', 'replay.under-way', 'replay.newer']);

interface Judgement {
  readonly code: ProblemCode | null;
  readonly changes: PlanLine['changes'];
}

function judge(subject: Subject, again: boolean, terms: PlanTerms): Judgement {
  const { source, kind, line, own, version } = subject;
  if (systemById(source)?.side !== 'city') return refused('replay.not-from-city');
  if (own === undefined && version === null) return refused('replay.record-unknown');
  const hindrance = again ? hindranceIn(subject, own, terms.restoredAt) : hindranceAnew(subject, terms.restoredAt);
  if (hindrance !== null) return refused(hindrance);
  if (line === undefined) return refused('replay.unreadable');
  const money = kind === 'payment';
  if (money && terms.mapping === 'original') return refused('replay.original-money');
  if (subject.claimTaken && !isReportedAsMade(statusOf(line.record))) return refused('replay.claim-taken');
  const edited = overlaid(kind, line.record, terms.overlay, terms.today);
  if (!edited.ok) return refused(edited.code);
  return formOf(subject, edited.record, terms);
}

function hindranceIn(
  { kind, line, others }: Subject,
  own: OwnStanding | undefined,
  restoredAt: string | undefined,
): ProblemCode | null {
  if (own === undefined) return 'replay.record-unknown';
  // What can't be read may be an instruction.
  const said = line === undefined ? UNREAD : statusOf(line.record);
  return hindranceTo(kind === 'payment' ? said : null, own, others, restoredAt);
}

/** Of a version the ledger has not taken: as translate would decide it were it to come now. */
function hindranceAnew(
  { kind, line, own, others, underWay, sentBefore }: Subject,
  restoredAt: string | undefined,
): ProblemCode | null {
  if (underWay) return 'replay.under-way';
  if (line === undefined) return 'replay.unreadable';
  const money = kind === 'payment';
  const hindrance = money ? hindranceToNew(statusOf(line.record), own, others, sentBefore, restoredAt) : null;
  if (hindrance === 'replay.paid') return hindrance;
  if (own?.state === 'IN_DOUBT') return 'replay.in-doubt';
  const decision = decide(line, own, money, undefined);
  switch (decision.kind) {
    case 'accept':
      return hindrance;
    case 'ours':
    case 'unchanged':
      return 'replay.settled';
    case 'refuse':
      return decision.code === 'record.stale' ? 'replay.newer' : decision.code;
    case 'hold':
      return decision.code;
    case 'wait':
      return 'replay.under-way';
  }
}

/** What it would be sent as, beside what it was last sent as, or, where it never was, as it would be without the edits. */
function formOf({ recordKey, source, line, own, sent }: Subject, record: Canonical, terms: PlanTerms): Judgement {
  const attempt = own === undefined ? 1 : attemptOf(statusOf(record), own);
  const context = { paymentNo: paymentNo(recordKey, attempt) };
  const now = wireFormOf(source, PROVINCE, record, context);
  if (terms.mapping === 'original') {
    if (sent === undefined) return refused('replay.never-sent');
    return { code: null, changes: [] };
  }
  if (!now.ok) return refused(now.code);
  const unedited = line === undefined ? undefined : wireFormOf(source, PROVINCE, line.record, context);
  const before = sent ?? (unedited?.ok === true ? unedited.wire : {});
  return { code: null, changes: changesBetween(before, now.wire) };
}

function statusOf(record: Canonical): string {
  return 'verification' in record ? record.verification : record.status;
}

function refused(code: ProblemCode): Judgement {
  return { code, changes: [] };
}
