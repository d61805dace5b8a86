import type { APIGatewayProxyResult } from 'aws-lambda';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { listStatements, type Round, say, stateAt, type Utterance } from '../../adapters/ledger/statements.ts';
import { readRecords } from '../../adapters/ledger/records.ts';
import { fenDetail } from '../../core/audit/act-form.ts';
import { type AuditAct, BRIDGE } from '../../core/audit/entry.ts';
import type { Operator } from '../../core/access.ts';
import { mayReplaceAnother } from '../../core/permits.ts';
import { holdsUntil, keptOf, type Word } from '../../core/statement.ts';
import { identify } from '../../schemas/codecs/identify.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { type Said, saidSchema, type Statement } from '../../schemas/statement.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import type { Request } from './request.ts';
import { maySeeStatement, refuseUnseen } from './statement-scope.ts';

/** `POST /v1/statements`: 202 it waits for a second operator, 201 this word made it take effect, 200 nothing changed or it was refused. */
export async function sayOne(operating: Operating, operator: Operator, body: Buffer): Promise<APIGatewayProxyResult> {
  const parsed = saidSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, code }) => path.join('.') || code);
    return refuse(400, 'statement.invalid', [...new Set(fields)].join(', '));
  }
  if (!maySeeStatement(operator, parsed.data)) return refuseUnseen(parsed.data);
  const now = operating.clock.now();
  const checked = checkedBeyondForm(parsed.data, now);
  if ('refusal' in checked) return refuse(400, checked.refusal, checked.field);
  const kept = keptOf(await operating.secrets.indexKey(), checked.said);
  const act = await actOf(operating, operator.name, kept.statement);
  return await audited(operating, act, () => hear(operating, { ...kept, by: operator.name, now }));
}

async function hear(operating: Operating, utterance: Utterance): Promise<APIGatewayProxyResult> {
  const { statement: said, now } = utterance;
  const heard = await say(operating, utterance);
  if ('refusal' in heard) {
    operating.log.info('statement.refused', { kind: said.type, code: heard.refusal });
    return refuse(heard.refusal === 'record.unknown' ? 404 : 409, heard.refusal);
  }
  const { round, changed } = heard;
  const { statementId, statement, state } = round;
  operating.log.info('statement.said', { statementId, kind: statement.type, state });
  return jsonAnswer(statusOf(round, changed), viewOf(round, now));
}

/** `GET /v1/statements`: newest first, each with what became of it. */
export async function listAll(operating: Operating, { operator }: Request): Promise<APIGatewayProxyResult> {
  const rounds = await listStatements(operating, operating.clock.now(), (error) =>
    operating.log.error('statement.not-carried-out', { error }),
  );
  const seen = rounds.filter(({ statement }) => maySeeStatement(operator, statement));
  const now = operating.clock.now();
  return jsonAnswer(200, { statements: seen.map((round) => viewOf(round, now)) });
}

/** What is said, without the evidence: that is a person's own words, and is kept with the statement. */
async function actOf({ table }: Operating, by: string, said: Statement): Promise<AuditAct> {
  const act = { tenant: BRIDGE, by, action: 'statement.said' } as const;
  switch (said.type) {
    case 'history.signed-off': {
      const { type, tenant, rows, fen } = said;
      return { ...act, tenant, about: tenant, detail: { type, rows, fen: fenDetail(fen) } };
    }
    case 'permit.linked':
      return { ...act, about: said.newer, detail: { type: said.type, older: said.older } };
    case 'ledger.restored': {
      const { type, restoredTo, at } = said;
      return { ...act, about: 'ledger', detail: { type, restoredTo, at } };
    }
    case 'payment.arrived':
    case 'payment.not-made':
    case 'claim.released': {
      const { type, recordKey, source } = said;
      const record = (await readRecords(table, [said]))(said);
      const tenant = record?.tenant ?? systems.find(({ id }) => id === source)?.tenant ?? BRIDGE;
      const attempt = 'attempt' in said ? said.attempt : null;
      const fen = typeof record?.fen === 'string' ? fenDetail(record.fen) : null;
      return { ...act, tenant, about: recordKey, detail: { type, source, attempt, fen } };
    }
  }
}

function statusOf({ state }: Round, changed: boolean): 200 | 201 | 202 {
  if (state === 'SAID') return 202;
  return state === 'IN_EFFECT' && changed ? 201 : 200;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What a schema can't say: which tenants there are, what is an ID number, what time it is. */
function checkedBeyondForm(
  said: Said,
  now: Date,
): { readonly said: Said } | { readonly refusal: ProblemCode; readonly field: string } {
  switch (said.type) {
    case 'history.signed-off': {
      const known = systems.some(({ side, tenant }) => side === 'city' && tenant === said.tenant);
      return known ? { said } : { refusal: 'statement.invalid', field: 'tenant' };
    }
    case 'permit.linked':
      return checkedPermits(said, businessDate(now));
    case 'ledger.restored': {
      const [restoredTo, at] = [new Date(said.restoredTo), new Date(said.at)];
      return restoredTo <= at && at <= now ? { said } : { refusal: 'statement.invalid', field: 'restoredTo, at' };
    }
    case 'payment.arrived':
    case 'payment.not-made':
    case 'claim.released':
      return { said };
  }
}

function checkedPermits(
  said: Extract<Said, { readonly type: 'permit.linked' }>,
  today: string,
): ReturnType<typeof checkedBeyondForm> {
  const [newer, older] = [said.newer, said.older].map((number) => identify('citizen-id', number, today).normal);
  if (newer === null || newer === undefined) return { refusal: 'statement.invalid', field: 'newer' };
  if (older === null || older === undefined) return { refusal: 'statement.invalid', field: 'older' };
  if (!mayReplaceAnother(newer)) return { refusal: 'permit.not-renewable', field: 'newer' };
  return { said: { ...said, newer, older } };
}

/** `until` is when a first word lapses; what was said of persons stays with the ledger, as keyed hashes. */
function viewOf(round: Round, now: Date) {
  const { statementId, statement, first, second, problem, claimedByBoth } = round;
  const state = stateAt(round, now);
  return {
    statementId,
    state,
    statement,
    said: [first, second].flatMap((word): readonly Word[] => (word === null ? [] : [word])),
    until: state === 'SAID' ? holdsUntil(first) : null,
    problem,
    claimedByBoth,
  };
}
