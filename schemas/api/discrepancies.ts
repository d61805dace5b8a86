import * as z from 'zod';
import { CASE_STATES, caseNoteSchema, caseOwnerSchema, caseResolutionSchema, RESOLUTIONS } from '../case.ts';
import { DISCREPANCIES } from '../discrepancy.ts';
import type { Operation } from './operation.ts';
import { nextSchema, pagingSchema } from './paging.ts';
import { dateSchema, fenSchema, kindSchema, programmeSchema, tenantSchema, timeSchema } from './parts.ts';
import { ACTING, LOOKING } from './roles.ts';

export const discrepancyQuerySchema = z.strictObject({
  code: z.enum(DISCREPANCIES).optional(),
  programme: programmeSchema.optional(),
  kind: kindSchema.optional(),
  state: z.enum(CASE_STATES).optional(),
  night: dateSchema.optional().meta({ description: '最近一次发现的那一夜。 The last night it was found.' }),
  tenant: tenantSchema.optional(),
  format: z
    .enum(['json', 'csv'])
    .default('json')
    .meta({ description: 'csv：全部条目，可直接用表格软件打开。 csv: all of them, for a spreadsheet.' }),
  ...pagingSchema,
});
export type DiscrepancyQuery = Readonly<z.infer<typeof discrepancyQuerySchema>>;

const caseSchema = z
  .object({
    discrepancyId: z.string().meta({ example: 'GZ-XLBZ.payment.5tq….p.GZ-XLBZ.2025.CITY.1' }),
    recordKey: z.string(),
    code: z.enum(DISCREPANCIES),
    tenant: z.string(),
    fenCity: fenSchema.nullable(),
    fenProvince: fenSchema.nullable(),
    fields: z.array(z.string()),
    reconciliationId: z.string(),
    night: dateSchema,
    run: z.int(),
    programme: z.string(),
    kind: kindSchema,
    state: z.enum(CASE_STATES),
    firstNight: dateSchema,
    lastNight: dateSchema,
    repairs: z.object({ times: z.int(), night: dateSchema }).nullable(),
    owner: z.string().nullable(),
    notes: z.array(z.object({ by: z.string(), at: timeSchema, text: z.string() })),
    resolution: z
      .object({
        what: z.enum(RESOLUTIONS),
        fen: fenSchema.nullable(),
        evidence: z.string(),
        night: dateSchema,
        run: z.int(),
        by: z.string(),
        at: timeSchema,
      })
      .nullable(),
    closedBy: z.enum(['run', 'operator']).nullable(),
    at: timeSchema,
    stillDiffers: z.boolean().meta({ description: '已由人了结，之后仍有差异。 Closed by a person, and found since.' }),
  })
  .meta({ id: 'Discrepancy' });

const sideOfLineSchema = z
  .object({ row: z.int(), fields: z.record(z.string(), z.string()) })
  .meta({ id: 'SideOfDiscrepancy' });

const evidenceSchema = z
  .object({
    code: z.enum(DISCREPANCIES),
    recordKey: z.string(),
    programme: z.string(),
    city: sideOfLineSchema.nullable(),
    province: sideOfLineSchema.nullable(),
    differs: z.array(z.object({ field: z.string(), city: z.string(), province: z.string() })),
  })
  .meta({ id: 'DiscrepancyEvidence', description: '两方各怎么说，已遮盖。 What both sides say, masked.' });

export const listDiscrepancies = {
  id: 'listDiscrepancies',
  method: 'GET',
  path: '/discrepancies',
  summary: { zh: '差异清单', en: 'Discrepancies and what became of them' },
  roles: LOOKING,
  query: discrepancyQuerySchema,
  answers: { 200: z.object({ discrepancies: z.array(caseSchema), next: nextSchema }) },
  files: ['text/csv'],
  refusals: { 413: ['file.too-large'] },
} as const satisfies Operation;

export const showDiscrepancy = {
  id: 'showDiscrepancy',
  method: 'GET',
  path: '/discrepancies/{id}',
  summary: { zh: '一件差异，以及两方各怎么说', en: 'One discrepancy, and what both sides say, masked' },
  roles: LOOKING,
  answers: { 200: caseSchema.extend({ evidence: evidenceSchema.nullable() }).meta({ id: 'DiscrepancyDetail' }) },
  refusals: { 404: ['case.unknown'] },
} as const satisfies Operation;

const acted = { 200: caseSchema, 201: caseSchema } as const;

export const noteDiscrepancy = {
  id: 'noteDiscrepancy',
  method: 'POST',
  path: '/discrepancies/{id}/notes',
  summary: { zh: '添加备注', en: 'Add a note' },
  roles: ACTING,
  body: caseNoteSchema,
  answers: acted,
  refusals: { 400: ['case.invalid'], 404: ['case.unknown'], 409: ['case.notes-full'] },
} as const satisfies Operation;

export const ownDiscrepancy = {
  id: 'ownDiscrepancy',
  method: 'POST',
  path: '/discrepancies/{id}/owner',
  summary: { zh: '认领，由本人经办', en: 'Take it in hand, also from another one' },
  roles: ACTING,
  body: caseOwnerSchema,
  answers: acted,
  refusals: { 400: ['case.invalid'], 404: ['case.unknown'], 409: ['case.closed'] },
} as const satisfies Operation;

export const resolveDiscrepancy = {
  id: 'resolveDiscrepancy',
  method: 'POST',
  path: '/discrepancies/{id}/resolution',
  summary: { zh: '了结；资金差异须由经办人以外的另一人', en: 'Close it; money is closed by another than its owner' },
  roles: ACTING,
  body: caseResolutionSchema,
  answers: acted,
  refusals: {
    400: ['case.invalid'],
    404: ['case.unknown'],
    409: ['case.closed', 'case.second-person', 'case.not-money', 'case.amount-beyond'],
  },
} as const satisfies Operation;

export const discrepancyOperations = [
  listDiscrepancies,
  showDiscrepancy,
  noteDiscrepancy,
  ownDiscrepancy,
  resolveDiscrepancy,
] as const;
