import * as z from 'zod';
import { DISCREPANCIES } from '../discrepancy.ts';
import { FUNDING_LEVELS } from '../canonical/payment.ts';
import { systemIdSchema } from '../statement.ts';
import type { Operation } from './operation.ts';
import { nextSchema, pagingSchema } from './paging.ts';
import { amountSchema, codeSchema, dateSchema, kindSchema, programmeSchema, timeSchema } from './parts.ts';
import { ACTING, LOOKING } from './roles.ts';

/** Which nights. A condition nobody knows is refused: left out, it would show what was not asked for. */
export const reconciliationQuerySchema = z.strictObject({
  night: dateSchema.optional(),
  programme: programmeSchema.optional(),
  kind: kindSchema.optional(),
  ...pagingSchema,
});

/** A night, or one programme or kind of it. */
export const compareAgainSchema = z.strictObject({
  night: dateSchema,
  programme: programmeSchema.optional(),
  kind: kindSchema.optional(),
});

const sideSchema = z
  .object({
    received: amountSchema,
    matched: amountSchema,
    discrepant: amountSchema,
    suspense: amountSchema,
    rejected: amountSchema,
    held: amountSchema,
  })
  .meta({ id: 'SideTally', description: 'received = matched + discrepant + suspense + rejected + held' });

const comparedSchema = z
  .object({
    kind: kindSchema,
    matched: z.int(),
    suspense: z.int(),
    city: sideSchema,
    province: sideSchema,
    discrepancies: z.array(
      z.object({ code: z.enum(DISCREPANCIES), count: z.int(), ofCity: amountSchema, ofProvince: amountSchema }),
    ),
    suspenseAges: z.array(z.object({ side: z.enum(['city', 'province']), ageDays: z.int(), amount: amountSchema })),
    totals: z.array(
      z.object({
        city: z.string(),
        programme: z.string(),
        year: z.int(),
        fundingLevel: z.enum(FUNDING_LEVELS).nullable(),
        day: dateSchema.nullable(),
        ofCity: amountSchema,
        ofProvince: amountSchema,
        ofHeld: amountSchema,
      }),
    ),
  })
  .meta({ id: 'ReconciliationStatement', description: '一次对账的结果。 What one comparison came to.' });

const reconciliationSchema = z
  .object({
    reconciliationId: z.string().meta({ example: '2026-11-23.GZ-XLBZ.payment.1' }),
    night: dateSchema,
    run: z.int(),
    programme: z.string(),
    kind: kindSchema,
    state: z.enum(['RUNNING', 'DONE', 'REFUSED']),
    problem: codeSchema.nullable(),
    notes: z.array(z.object({ code: codeSchema, system: systemIdSchema, businessDate: dateSchema.nullable() })),
    sides: z.array(
      z.object({
        system: systemIdSchema,
        part: z.string(),
        rows: z.int(),
        fen: amountSchema.shape.fen,
        businessDate: dateSchema.nullable(),
        batchId: z.string().nullable(),
      }),
    ),
    ranges: z.int(),
    statement: comparedSchema
      .nullable()
      .meta({ description: '列表中不含分项总额。 Without control totals in a list; null until it is done.' }),
    reports: z.object({ xlsx: z.string(), html: z.string() }).nullable().meta({
      description: '单独查看时给出，数分钟内有效。 Of one by itself: where its reports can be fetched for minutes.',
    }),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Reconciliation' });

export const listReconciliations = {
  id: 'listReconciliations',
  method: 'GET',
  path: '/reconciliations',
  summary: { zh: '每夜对账，最近的在前', en: 'The nightly comparisons, the newest first' },
  roles: LOOKING,
  query: reconciliationQuerySchema,
  answers: { 200: z.object({ reconciliations: z.array(reconciliationSchema), next: nextSchema }) },
} as const satisfies Operation;

export const compareAgain = {
  id: 'compareAgain',
  method: 'POST',
  path: '/reconciliations',
  summary: {
    zh: '用两方现有数据把一夜重新比对一次',
    en: 'Compare a night once more with what both sides hold by now',
  },
  roles: ACTING,
  body: compareAgainSchema,
  answers: { 202: z.object({ begun: z.array(z.string()) }) },
  refusals: { 400: ['request.body-invalid'], 404: ['reconcile.unknown'], 409: ['reconcile.running'] },
} as const satisfies Operation;

export const showReconciliation = {
  id: 'showReconciliation',
  method: 'GET',
  path: '/reconciliations/{id}',
  summary: {
    zh: '一次对账：结果、分项总额和报表地址',
    en: 'One comparison: statement, control totals, where its reports are',
  },
  roles: LOOKING,
  answers: { 200: reconciliationSchema },
  refusals: { 404: ['reconcile.unknown'] },
} as const satisfies Operation;

export const reconciliationOperations = [listReconciliations, compareAgain, showReconciliation] as const;
