import { nextEntry, headAfter, type Stamp } from './chain.ts';
import { type AuditAct, type AuditEntry, BRIDGE, type ChainHead } from './entry.ts';

/** A chain's end, and which acts have begun there and have not ended. */
export interface KeptHead extends ChainHead {
  /** When each began, by its sequence. */
  readonly open: Readonly<Record<string, string>>;
  /** The last day whose money journal is sealed, `YYYY-MM-DD`; `null` before the first. */
  readonly sealed: string | null;
}

export type Step =
  /** An act that is about to be carried out. */
  | { readonly kind: 'begin'; readonly act: AuditAct }
  /** How it ended. */
  | { readonly kind: 'end'; readonly begun: AuditEntry; readonly status: number; readonly code: string | null }
  /** What is done with its entry: the sealing of a day, say. */
  | { readonly kind: 'note'; readonly act: AuditAct; readonly sealed?: string };

/** Says how an act ended: status and code of the answer. */
export const ENDED = 'act.ended';
/** Says that nobody wrote how an act ended: it may have happened, or not. */
export const UNKNOWN = 'act.unknown';

/** Longer than any function runs: what has not ended by then was broken off. */
export const ACT_ENDS_WITHIN_MS = 900_000;
/** A transaction takes 100 items. */
const NOTED_AT_ONCE_MAX = 20;

/**
 * The entries a step adds, and the head behind them. Acts nobody wrote the end of come first, so that whoever acts next writes down that
 * they are open.
 */
export function append(
  head: KeptHead,
  step: Step,
  stamp: Stamp,
): { readonly entries: readonly AuditEntry[]; readonly head: KeptHead } {
  const lapsed = lapsedActs(head, stamp.at).slice(0, NOTED_AT_ONCE_MAX);
  const acts = [...lapsed.map((sequence) => unknownEnd(head.tenant, sequence)), actOf(step)];
  const entries: AuditEntry[] = [];
  let end: ChainHead = head;
  for (const [place, act] of acts.entries()) {
    const id = place === acts.length - 1 ? stamp.id : `${stamp.id}.${place + 1}`;
    const entry = nextEntry(end, act, { ...stamp, id });
    entries.push(entry);
    end = headAfter(entry);
  }
  const closed = new Set([...lapsed, ...(step.kind === 'end' ? [String(step.begun.sequence)] : [])]);
  const open = Object.entries(head.open).filter(([sequence]) => !closed.has(sequence));
  if (step.kind === 'begin') open.push([String(end.sequence), stamp.at]);
  const sealed = step.kind === 'note' ? (step.sealed ?? head.sealed) : head.sealed;
  return { entries, head: { ...end, open: Object.fromEntries(open), sealed } };
}

/** Sequences of acts that have been open for longer than anything runs, oldest first. */
export function lapsedActs({ open }: KeptHead, at: string): readonly string[] {
  const before = new Date(at).getTime() - ACT_ENDS_WITHIN_MS;
  return Object.keys(open)
    .filter((sequence) => new Date(open[sequence] ?? at).getTime() < before)
    .toSorted((a, b) => Number(a) - Number(b));
}

/** An act that nobody wrote the end of: it may have happened, or not. */
export interface OpenAct {
  readonly tenant: string;
  readonly sequence: number;
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly about: string;
}

/** Acts of a chain that nobody wrote the end of, in order; those noted as unknown among them. */
export function openActs(entries: readonly AuditEntry[]): readonly OpenAct[] {
  const ended = new Set(entries.flatMap(({ action, detail }) => (action === ENDED ? [Number(detail['act'])] : [])));
  return entries
    .filter(({ sequence, action }) => !STAND_ALONE.has(action) && !ended.has(sequence))
    .map(({ tenant, sequence, at, by, action, about }) => ({ tenant, sequence, at, by, action, about }));
}

/** The day's money journal, sealed: an entry that is the act itself. */
export const SEALED = 'journal.sealed';
/** The ends of all chains, locked away. */
export const ANCHORED = 'audit.anchored';
const STAND_ALONE: ReadonlySet<string> = new Set([ENDED, UNKNOWN, SEALED, ANCHORED]);

function actOf(step: Step): AuditAct {
  if (step.kind !== 'end') return step.act;
  const { begun, status, code } = step;
  const { tenant, by, about, action, sequence } = begun;
  return { tenant, by, action: ENDED, about, detail: { act: sequence, action, status, code } };
}

function unknownEnd(tenant: string, sequence: string): AuditAct {
  return { tenant, by: BRIDGE, action: UNKNOWN, about: sequence, detail: { act: Number(sequence) } };
}
