import * as z from 'zod';
import { saidSchema, systemIdSchema } from '../statement.ts';
import type { Operation } from './operation.ts';
import { codeSchema, fenSchema, tenantSchema, timeSchema } from './parts.ts';
import { ACTING, LOOKING } from './roles.ts';

/** What was said, as the ledger keeps it: persons as keyed hashes, evidence with each word. */
const statementSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('history.signed-off'), tenant: tenantSchema, rows: z.int(), fen: fenSchema }),
    z.object({
      type: z.enum(['payment.arrived', 'payment.not-made']),
      recordKey: z.string(),
      source: systemIdSchema,
      attempt: z.int(),
    }),
    z.object({ type: z.literal('claim.released'), recordKey: z.string(), source: systemIdSchema }),
    z.object({ type: z.literal('permit.linked'), newer: z.string(), older: z.string() }),
    z.object({ type: z.literal('ledger.restored'), restoredTo: timeSchema, at: timeSchema }),
  ])
  .meta({ id: 'Statement', description: '登记的内容；证件号只留密钥散列。 What was said; persons as keyed hashes.' });

const roundSchema = z
  .object({
    statementId: z.string(),
    state: z
      .enum(['SAID', 'AGREED', 'IN_EFFECT', 'REFUSED', 'LAPSED'])
      .meta({ description: 'SAID：待另一人确认。 SAID waits for another operator.' }),
    statement: statementSchema,
    said: z.array(z.object({ by: z.string(), at: timeSchema, evidence: z.string().nullable() })),
    until: timeSchema.nullable().meta({ description: '第一人的话何时失效。 When a first word lapses.' }),
    problem: codeSchema.nullable(),
    claimedByBoth: z.array(z.object({ grant: z.string(), newer: z.string(), older: z.string() })),
  })
  .meta({ id: 'StatementRound' });

export const sayStatement = {
  id: 'sayStatement',
  method: 'POST',
  path: '/statements',
  summary: {
    zh: '登记须两人确认的事项：201 已由第二人确认生效，202 待另一人确认，200 没有变化或未生效',
    en: 'Say what takes effect by the word of two: 201 took effect by this word, 202 waits for another, 200 nothing changed or it was refused',
  },
  roles: ACTING,
  body: saidSchema,
  answers: { 200: roundSchema, 201: roundSchema, 202: roundSchema },
  refusals: {
    400: ['statement.invalid', 'permit.not-renewable'],
    404: ['record.unknown'],
    409: ['payment.not-in-doubt', 'claim.not-cancelled', 'claim.under-way', 'permit.same-number'],
  },
} as const satisfies Operation;

export const listStatements = {
  id: 'listStatements',
  method: 'GET',
  path: '/statements',
  summary: { zh: '全部登记，最新的在前', en: 'All that was said, newest first' },
  roles: LOOKING,
  answers: { 200: z.object({ statements: z.array(roundSchema) }) },
} as const satisfies Operation;

export const statementOperations = [sayStatement, listStatements] as const;
