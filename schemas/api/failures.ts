import * as z from 'zod';
import { systems } from '../systems/registry.ts';
import type { Operation } from './operation.ts';
import { nextSchema, pagingSchema } from './paging.ts';
import { codeSchema, dateSchema, fenSchema, kindSchema, programmeSchema, tenantSchema, timeSchema } from './parts.ts';
import { LOOKING } from './roles.ts';

/** How what is wrong stands: a record's or an event's own state, a row's REJECTED or HELD, a batch's HELD or REFUSED. */
export const FAILURE_STATES = [
  'PENDING',
  'SENDING',
  'DELIVERED',
  'HELD',
  'REJECTED',
  'QUARANTINED',
  'IN_DOUBT',
  'IMPORTED',
  'REFUSED',
] as const;

const conditions = {
  tenant: tenantSchema.optional(),
  system: z
    .enum(systems.map(({ id }) => id))
    .optional()
    .meta({ description: '来源系统。 The system it came from.', example: 'guangzhou/degree-subsidy' }),
  kind: kindSchema.optional(),
  state: z.enum(FAILURE_STATES).optional(),
  code: codeSchema.regex(/^[a-z0-9.-]{1,64}$/).optional(),
  batch: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .optional()
    .meta({ description: '批次编号。 Id of a batch.' }),
  programme: programmeSchema.optional(),
  from: dateSchema.optional().meta({ description: '这一天（北京时间）起。 From this day on, in China.' }),
  to: dateSchema.optional().meta({ description: '到这一天为止，含当天。 Up to this day, itself included.' }),
  minFen: fenSchema.regex(/^\d{1,18}$/).optional(),
  maxFen: fenSchema.regex(/^\d{1,18}$/).optional(),
};

/** `GET /v1/failures`. A condition nobody knows is refused: left out, it would show what was not asked for. */
export const failureQuerySchema = z.strictObject({ ...conditions, ...pagingSchema });
export type FailureQuery = Readonly<z.infer<typeof failureQuerySchema>>;

/** `POST /v1/failures/search`: a person's number stands in no URL, for URLs are written down on the way. */
export const failureSearchSchema = z.strictObject({
  ...conditions,
  ...pagingSchema,
  citizenId: z
    .string()
    .min(1)
    .max(32)
    .meta({ description: '证件号码；换证前后的号码互通。 An ID number; linked permits find each other.' }),
});

const failureSchema = z
  .object({
    type: z.enum(['record', 'event', 'row', 'batch']).meta({
      description: '记录、事件、未成为记录的行、整批。 A record, an event, a row that became none, a whole batch.',
    }),
    recordKey: z.string().nullable(),
    webhookId: z.string().nullable(),
    batchId: z.string().nullable(),
    row: z.int().nullable(),
    /** Column as written in the file; of rows alone. */
    field: z.string().nullable(),
    tenant: z.string(),
    system: z.string(),
    kind: kindSchema.nullable(),
    programme: z.string().nullable(),
    state: z.enum(FAILURE_STATES),
    code: codeSchema,
    text: z
      .object({ zh: z.string(), en: z.string() })
      .meta({ description: '是什么问题，怎么办。 What is wrong, what to do.' }),
    fen: fenSchema.nullable(),
    attempts: z.int(),
    at: timeSchema,
  })
  .meta({ id: 'Failure' });
export type Failure = Readonly<z.infer<typeof failureSchema>>;

const pageSchema = z.object({ failures: z.array(failureSchema), next: nextSchema }).meta({
  id: 'FailurePage',
  description:
    '最新的在前。一页可能不满、甚至为空而 next 不为空：读取有上限，接着翻即可。 Newest first. A page may be short, or empty, and yet have a next one.',
});
export type FailurePage = Readonly<z.infer<typeof pageSchema>>;

export const listFailures = {
  id: 'listFailures',
  method: 'GET',
  path: '/failures',
  summary: { zh: '现在有哪些问题', en: 'What is wrong now' },
  roles: LOOKING,
  query: failureQuerySchema,
  answers: { 200: pageSchema },
} as const satisfies Operation;

export const searchFailures = {
  id: 'searchFailures',
  method: 'POST',
  path: '/failures/search',
  summary: { zh: '按证件号码查找问题', en: 'What is wrong with one person’s records' },
  roles: LOOKING,
  body: failureSearchSchema,
  answers: { 200: pageSchema },
  refusals: { 400: ['request.body-invalid', 'request.cursor-invalid'] },
} as const satisfies Operation;

export const failureOperations = [listFailures, searchFailures] as const;
