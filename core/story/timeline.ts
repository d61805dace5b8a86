import type { StoryMoment } from '../../schemas/api/records.ts';
import { RECORD_EVENTS } from '../../schemas/event.ts';
import { explainCode, isProblemCode } from '../../schemas/problem.ts';
import { type Transition, unpackTransitions } from '../ledger/history.ts';
import { STATE_WORDS, type Words } from './cause.ts';

/** What of a record's item the timeline tells. */
export interface Standing {
  readonly source: string;
  readonly history: string;
  readonly fen: string;
}

/** The states of one source's record, each with its time and the answer's code; the oldest ones may have given way. */
export function statesOf({ source, history }: Standing): readonly StoryMoment[] {
  return unpackTransitions(history).map((transition) => {
    const { at, state, code } = transition;
    return {
      ...NOTHING,
      at: at.toISOString(),
      what: isEvent(code) ? 'event' : 'state',
      source,
      state,
      code,
      text: wordsOf(transition),
    };
  });
}

/** One entry of the money journal. */
export interface JournalEntry {
  readonly sk: string;
  readonly at: string;
  readonly state: keyof typeof STATE_WORDS | undefined;
  readonly fen: string | undefined;
  readonly code: string | null | undefined;
}

/** Entries of the journal; a claim's release is one, too. */
export function moneyOf(recordKey: string, entries: readonly JournalEntry[]): readonly StoryMoment[] {
  return entries.map(({ sk, at, state, fen, code }) => {
    const [source = '', number = '', released] = sk.slice(recordKey.length + 1).split('#');
    const words =
      released === undefined && state !== undefined
        ? {
            zh: `资金流水第 ${Number(number)} 笔：${STATE_WORDS[state].zh}`,
            en: `money journal, entry ${Number(number)}: ${STATE_WORDS[state].en}`,
          }
        : { zh: '资金流水：名额释放', en: 'money journal: the claim was released' };
    return {
      ...NOTHING,
      at,
      what: 'money',
      source,
      state: state ?? null,
      code: code ?? null,
      text: words,
      fen: fen ?? null,
    };
  });
}

/** In the order it happened; of one second a batch comes before what came of it. */
export function inTime(moments: readonly StoryMoment[]): readonly StoryMoment[] {
  return moments.toSorted((a, b) => {
    const [first, second] = [secondOf(a), secondOf(b)];
    if (first !== second) return first < second ? -1 : 1;
    return RANK[a.what] - RANK[b.what];
  });
}

export const NOTHING = { source: null, state: null, code: null, fen: null, about: null } as const;

const RANK: Readonly<Record<StoryMoment['what'], number>> = { batch: 0, event: 1, state: 2, money: 3, case: 4 };

function secondOf({ at }: StoryMoment): string {
  return new Date(at).toISOString().slice(0, 19);
}

function isEvent(code: string | null): boolean {
  return RECORD_EVENTS.some((type) => type === code);
}

function wordsOf({ state, code }: Transition): Words {
  const { zh, en } = STATE_WORDS[state];
  if (code === null) return { zh, en };
  const answer = ANSWERS[code];
  if (answer !== undefined) return { zh: `${zh}：${answer.zh}`, en: `${en}: ${answer.en}` };
  if (isEvent(code)) return { zh: `省平台通知 ${code}：${zh}`, en: `the province said ${code}: ${en}` };
  return isProblemCode(code)
    ? { zh: `${zh}：${explainCode(code, 'zh')}`, en: `${en}: ${explainCode(code, 'en')}` }
    : { zh: `${zh}：${code}`, en: `${en}: ${code}` };
}

/** What a destination answers when it has taken something. */
const ANSWERS: Readonly<Record<string, Words>> = {
  applied: { zh: '对方已入账', en: 'taken' },
  unchanged: { zh: '对方已有相同内容', en: 'it had the same already' },
};
