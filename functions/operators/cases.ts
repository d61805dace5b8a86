import type { APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { caseKeyOfId, readCase, writeCases } from '../../adapters/ledger/discrepancies.ts';
import { type Key, LedgerError } from '../../adapters/ledger/table.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { fenDetail } from '../../core/audit/act-form.ts';
import { actOn, type CaseAct } from '../../core/reconcile/case-acts.ts';
import { caseNoteSchema, caseOwnerSchema, caseResolutionSchema } from '../../schemas/case.ts';
import { audited } from './audited.ts';
import { caseView } from './case-view.ts';
import type { Operating } from './environment.ts';

/** An act that loses its race, to a run or another operator, is looked at again this often. */
const RACES_MAX = 6;

/** `POST /v1/discrepancies/{id}/notes` */
export async function addNote(
  operating: Operating,
  operator: Operator,
  body: Buffer,
  id: string,
): Promise<APIGatewayProxyResult> {
  return await parsed(caseNoteSchema, body, id, ({ text }) => act(operating, operator, id, { kind: 'note', text }));
}

/** `POST /v1/discrepancies/{id}/owner`: the operator takes the case in hand, also from another one. */
export async function takeInHand(
  operating: Operating,
  operator: Operator,
  body: Buffer,
  id: string,
): Promise<APIGatewayProxyResult> {
  return await parsed(caseOwnerSchema, body, id, () => act(operating, operator, id, { kind: 'own' }));
}

/** `POST /v1/discrepancies/{id}/resolution`: money is closed by another than its owner. */
export async function resolveCase(
  operating: Operating,
  operator: Operator,
  body: Buffer,
  id: string,
): Promise<APIGatewayProxyResult> {
  return await parsed(caseResolutionSchema, body, id, (said) => {
    const { what, evidence } = said;
    return act(operating, operator, id, { kind: 'resolve', what, evidence, fen: 'fen' in said ? said.fen : null });
  });
}

/** Looks for the case before the act is written down: what nobody has may be anything somebody typed. */
async function act(
  operating: Operating,
  operator: Operator,
  id: string,
  what: CaseAct,
): Promise<APIGatewayProxyResult> {
  const key = caseKeyOfId(id);
  const found = key === undefined ? undefined : await readCase(operating.table, key);
  if (key === undefined || found === undefined || !maySee(operator, found.tenant)) return refuse(404, 'case.unknown');
  const said = what.kind === 'resolve' ? { what: what.what, fen: what.fen === null ? null : fenDetail(what.fen) } : {};
  const entry = { tenant: found.tenant, by: operator.name, action: `case.${what.kind}`, about: id, detail: said };
  return await audited(operating, entry, () => carryOut(operating, operator.name, key, what));
}

/** One fenced write; whoever lost to another looks at what that one left. */
async function carryOut(
  { table, clock, log }: Operating,
  operator: string,
  key: Key,
  what: CaseAct,
): Promise<APIGatewayProxyResult> {
  for (let race = 0; race < RACES_MAX; race++) {
    const before = await readCase(table, key);
    if (before === undefined) return refuse(404, 'case.unknown');
    const acted = actOn(before, what, operator, clock.now());
    const { recordKey, kind, programme } = before;
    if (acted.kind === 'refused') {
      log.info('case.refused', { recordKey, kind, programme, step: what.kind, code: acted.code });
      return refuse(409, acted.code);
    }
    if (acted.kind === 'unchanged') return jsonAnswer(200, caseView(before));
    const [result] = await writeCases(table, [acted.after]);
    if (result === 'won') {
      log.info('case.acted-on', { recordKey, kind, programme, step: what.kind, state: acted.after.state });
      return jsonAnswer(201, caseView(acted.after));
    }
  }
  throw new LedgerError('a case stays in conflict');
}

async function parsed<T extends { readonly discrepancyId: string }>(
  schema: z.ZodType<T>,
  body: Buffer,
  id: string,
  use: (value: T) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const read = schema.safeParse(jsonOf(body));
  if (read.success && read.data.discrepancyId !== id) return refuse(400, 'case.invalid', 'discrepancyId');
  if (read.success) return await use(read.data);
  const fields = read.error.issues.map(({ path, code }) => path.join('.') || code);
  return refuse(400, 'case.invalid', [...new Set(fields)].join(', '));
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
