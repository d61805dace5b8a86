import type { Message } from '../../schemas/api/records.ts';
import { explainCode } from '../../schemas/problem.ts';
import { localTime } from '../local-date.ts';
import { say, type Terminal } from '../terminal.ts';
import { stateName } from './story.ts';

/** An event: how it stands, why, and which records it may be about. */
export function messageLines(terminal: Terminal, message: Message): readonly string[] {
  const { messageId, state, receivedAt, problem, type, sequence, recordKeys } = message;
  const what = type === null ? '' : `  ${type}${sequence === null ? '' : ` #${sequence}`}`;
  const about = say(terminal, { zh: '可能涉及的记录', en: 'may be about' });
  return [
    `${messageId}  ${stateName(terminal, state)}  ${localTime(receivedAt)}${what}`,
    ...(problem === null ? [] : [`  ${problem} ${explainCode(problem, terminal.language)}`]),
    ...recordKeys.map((key) => `  ${about}  bridge show ${key}`),
  ];
}
