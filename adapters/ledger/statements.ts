import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { hasLapsed, nextOn, type RoundState, statementIdOf, type Word } from '../../core/statement.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Statement } from '../../schemas/statement.ts';
import type { ClaimedByBoth } from './permit-links.ts';
import { aboutOf, type Acting, objectionTo, takeEffect } from './statement-effects.ts';
import { getItems, type Key, keyText, LedgerError, pauseFor, type Table, transact } from './table.ts';
import { listUnder } from './work.ts';

/** One round of a statement: a first word, perhaps a second, and what came of them. Kept for good; a later round is an item of its own. */
export interface Round {
  /** The same for everyone who says the same; see `statementIdOf`. */
  readonly statementId: string;
  /** From 1. */
  readonly round: number;
  readonly statement: Statement;
  /** The version of a record it is about; `null` where it is about none. */
  readonly about: number | null;
  readonly state: RoundState;
  readonly first: Word;
  readonly second: Word | null;
  /** When its effect was found made, or refused, RFC 3339 in UTC: days after the second word, where nobody carried it out before. */
  readonly endedAt?: string;
  /** Of a refused round: why its effect did not come about. */
  readonly problem: ProblemCode | null;
  /** Of linked permits: grants both numbers had claimed before. */
  readonly claimedByBoth: readonly ClaimedByBoth[];
}

/** A word on a statement, of somebody who was recognised as an operator. */
export interface Utterance {
  readonly statement: Statement;
  readonly evidence: string | null;
  readonly by: string;
  readonly now: Date;
}

export type Heard =
  | { readonly round: Round; readonly changed: boolean }
  /** It could have no effect: nothing of it is kept. */
  | { readonly refusal: ProblemCode };

const RACES_MAX = 12;
const RACE_WAIT_MS = 20;
/** Newest first; what is older than so many is not shown. */
const LISTED_MAX = 200;

const NAMED_CONDITIONS = {
  notThere: 'attribute_not_exists(pk)',
  inState: '#state = :seen',
} as const;

/**
 * Says a statement. Of two words within half an hour, by two operators, the second makes it take effect, once: agreement is one fenced
 * write, the effect another one that recognises itself, so a crash between them is made up for by whoever says it next or lists.
 */
export async function say(acting: Acting, { statement, evidence, by, now }: Utterance): Promise<Heard> {
  const { table } = acting;
  const word: Word = { by, at: now.toISOString(), evidence };
  for (let race = 0; race < RACES_MAX; race++) {
    if (race > 0) await pauseFor(table, RACE_WAIT_MS);
    const about = await aboutOf(table, statement);
    const statementId = statementIdOf(statement, about);
    const last = await lastRound(table, statementId);
    const next = nextOn(last, by, now);
    if (last !== undefined && next === 'carry-out') return { round: await carryOut(acting, last, now), changed: true };
    if (last !== undefined && (next === 'wait' || next === 'stands')) return { round: last, changed: false };
    if (last !== undefined && next === 'agree') {
      const agreed: Round = { ...last, state: 'AGREED', second: word };
      if (await replace(table, agreed, 'SAID')) return { round: await carryOut(acting, agreed, now), changed: true };
      continue;
    }
    const refusal = await objectionTo(acting, statement, about);
    if (refusal !== null) return { refusal };
    const begun = roundOf(statementId, statement, about, last, word);
    if (await begin(table, begun, last)) return { round: begun, changed: true };
  }
  throw new LedgerError('a statement stays in conflict');
}

/** The newest rounds, newest first. What was agreed and never carried out is carried out now; `onFailure` hears of what can't be. */
export async function listStatements(
  acting: Acting,
  now: Date,
  onFailure: (error: unknown) => void,
): Promise<readonly Round[]> {
  const listed: Round[] = [];
  for (const round of await newestRounds(acting.table)) {
    if (round.state !== 'AGREED') listed.push(round);
    else {
      const after = await carryOut(acting, round, now).catch((error: unknown) => {
        onFailure(error);
        return round;
      });
      listed.push(after);
    }
  }
  return listed;
}

/** The newest rounds as they stand, newest first. */
export async function newestRounds(table: Table): Promise<readonly Round[]> {
  const entries = await listUnder(table, LIST, '');
  const keys = entries
    .toReversed()
    .slice(0, LISTED_MAX)
    .map((entry) => keyOf(String(entry['statementId']), Number(entry['round'])));
  const found = await getItems(table, keys);
  return keys.flatMap((key) => {
    const item = found.get(keyText(key));
    return item === undefined ? [] : [item as unknown as Round];
  });
}

/** The state as a reader sees it: a first word nobody answered in time has lapsed. */
export function stateAt({ state, first }: Round, now: Date): RoundState {
  return state === 'SAID' && hasLapsed(first, now) ? 'LAPSED' : state;
}

/** Takes the effect of what two have said, and writes down what came of it. Whoever did so first is right. */
async function carryOut(acting: Acting, round: Round, now: Date): Promise<Round> {
  const { statement, about, first, second } = round;
  if (second === null) throw new Error('nobody has agreed');
  const outcome = await takeEffect(acting, { statement, about, by: [first.by, second.by], at: second.at });
  const state = outcome.problem === null ? 'IN_EFFECT' : 'REFUSED';
  const ended: Round = { ...round, ...outcome, state, endedAt: now.toISOString() };
  if (await replace(acting.table, ended, 'AGREED')) return ended;
  return (await lastRound(acting.table, round.statementId)) ?? ended;
}

function roundOf(
  statementId: string,
  statement: Statement,
  about: number | null,
  before: Round | undefined,
  first: Word,
): Round {
  return {
    statementId,
    round: (before?.round ?? 0) + 1,
    statement,
    about,
    state: 'SAID',
    first,
    second: null,
    problem: null,
    claimedByBoth: [],
  };
}

/** Begins a round: its item, its entry in the list, and the end of a round before it that nobody answered, at once. */
async function begin(table: Table, round: Round, before: Round | undefined): Promise<boolean> {
  const entry = {
    pk: LIST,
    sk: `${round.first.at}#${round.statementId}#${roundText(round.round)}`,
    statementId: round.statementId,
    round: round.round,
  };
  const lapsed = before?.state === 'SAID' ? [putOf(table, { ...before, state: 'LAPSED' }, 'SAID')] : [];
  return (
    (await transact(table, [
      putOf(table, round, null),
      { Put: { TableName: table.name, Item: marshall(entry) } },
      ...lapsed,
    ])) === null
  );
}

async function replace(table: Table, round: Round, seen: RoundState): Promise<boolean> {
  return (await transact(table, [putOf(table, round, seen)])) === null;
}

/** @param seen the state the round must be in; `null` = it must not be there. */
function putOf(table: Table, round: Round, seen: RoundState | null): TransactWriteItem {
  return {
    Put: {
      TableName: table.name,
      Item: marshall({ ...keyOf(round.statementId, round.round), ...round }),
      ...(seen === null
        ? { ConditionExpression: NAMED_CONDITIONS.notThere }
        : {
            ConditionExpression: NAMED_CONDITIONS.inState,
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: marshall({ ':seen': seen }),
          }),
    },
  };
}

async function lastRound(table: Table, statementId: string): Promise<Round | undefined> {
  const rounds = await listUnder(table, keyOf(statementId, 0).pk, '');
  const item = rounds.at(-1);
  return item === undefined ? undefined : (item as unknown as Round);
}

const LIST = 'O#list';

function keyOf(statementId: string, round: number): Key {
  return { pk: `O#${statementId}`, sk: roundText(round) };
}

function roundText(round: number): string {
  return String(round).padStart(6, '0');
}
