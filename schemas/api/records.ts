import * as z from 'zod';
import { namesSomebody } from '../statement.ts';
import type { Operation } from './operation.ts';
import { codeSchema, dateSchema, fenSchema, kindSchema, timeSchema } from './parts.ts';
import { LOOKING, type Role } from './roles.ts';

const textSchema = z.object({ zh: z.string(), en: z.string() });

/** How a value got from the column on its left into the one on its right. */
export const STEPS_TO_CANONICAL = ['same', 'translated', 'normalised', 'added', 'absent'] as const;
export const STEPS_TO_SENT = ['same', 'translated', 'changed', 'left-out', 'added', 'absent'] as const;

const fieldSchema = z
  .object({
    field: z.string(),
    name: textSchema,
    /** Column or member as the file calls it; `null` where its form has none. */
    column: z.string().nullable(),
    raw: z.string().nullable(),
    canonical: z.string().nullable(),
    member: z.string().nullable(),
    sent: z.string().nullable(),
    toCanonical: z.enum(STEPS_TO_CANONICAL),
    toSent: z.enum(STEPS_TO_SENT).nullable(),
  })
  .meta({ id: 'StoryField' });
export type StoryField = Readonly<z.infer<typeof fieldSchema>>;

const deliverySchema = z
  .object({
    destination: z.string(),
    state: z.enum(['OPEN', 'DONE']),
    tries: z.int(),
    calls: z.int(),
    /** When it is due again; `null` of one that is done. */
    dueAt: timeSchema.nullable(),
    code: codeSchema.nullable(),
  })
  .meta({ id: 'StoryDelivery' });
export type StoryDelivery = Readonly<z.infer<typeof deliverySchema>>;

const sourceSchema = z
  .object({
    recordKey: z.string(),
    source: z.string(),
    name: textSchema,
    kind: kindSchema,
    tenant: z.string(),
    programme: z.string(),
    state: z.string(),
    status: z.string(),
    problem: codeSchema.nullable(),
    cause: textSchema,
    batchId: z.string().nullable(),
    row: z.int(),
    attempt: z.int(),
    attemptId: z.string(),
    fen: fenSchema.nullable(),
    sequence: z.int(),
    at: timeSchema,
    fileName: z.string().nullable(),
    mappingVersion: z.int().nullable(),
    /** `file`: the cells as they came, out of the file itself; `record`: written anew from the record; `null`: no longer there. */
    rawFrom: z.enum(['file', 'record']).nullable(),
    /** `delivery`: out of what was sent; `record`: made again by the mapping as it is now; `null`: nothing is sent of it. */
    sentFrom: z.enum(['delivery', 'record']).nullable(),
    destination: z.string().nullable(),
    fields: z.array(fieldSchema),
    /** Columns of the file that carry nothing of the record; their cells are not shown. */
    otherColumns: z.array(z.string()),
    deliveries: z.array(deliverySchema),
  })
  .meta({ id: 'StorySource' });
export type StorySource = Readonly<z.infer<typeof sourceSchema>>;

const momentSchema = z
  .object({
    at: timeSchema,
    what: z.enum(['batch', 'state', 'money', 'event', 'case']),
    source: z.string().nullable(),
    state: z.string().nullable(),
    code: codeSchema.nullable(),
    text: textSchema,
    fen: fenSchema.nullable(),
    about: z
      .string()
      .nullable()
      .meta({ description: '批次、事件或差异的编号。 Id of a batch, an event or a discrepancy.' }),
  })
  .meta({ id: 'StoryMoment' });
export type StoryMoment = Readonly<z.infer<typeof momentSchema>>;

const claimSchema = z
  .object({
    grant: z.string(),
    /** `other`: by a record the asker may not see, or another one. */
    heldBy: z.enum(['this', 'other', 'nobody']),
    recordKey: z.string().nullable(),
    source: z.string().nullable(),
    /** Payments that were made, or begun, without it. */
    beside: z.int(),
  })
  .meta({ id: 'StoryClaim' });
export type StoryClaim = Readonly<z.infer<typeof claimSchema>>;

const storyCaseSchema = z
  .object({
    discrepancyId: z.string(),
    code: codeSchema,
    state: z.string(),
    firstNight: dateSchema,
    lastNight: dateSchema,
    owner: z.string().nullable(),
    fields: z.array(z.string()),
  })
  .meta({ id: 'StoryCase' });

const proofPlaceSchema = z
  .object({ batchId: z.string(), row: z.int(), run: z.string().nullable(), root: z.string().nullable() })
  .meta({ id: 'StoryProof', description: 'root 为 null：证明尚未生成。 root null: not made yet.' });

const storySchema = z
  .object({
    recordKey: z.string(),
    kind: kindSchema,
    records: z.array(sourceSchema),
    timeline: z.array(momentSchema),
    claim: claimSchema.nullable(),
    cases: z.array(storyCaseSchema),
    proof: proofPlaceSchema.nullable(),
    /** Whether all events that wait were looked at for this record's; there may be more of them than one look takes. */
    waitingEventsSeen: z.enum(['all', 'some']),
  })
  .meta({ id: 'Story', description: '一条记录的来龙去脉，已遮盖。 What became of one record, masked.' });
export type Story = Readonly<z.infer<typeof storySchema>>;

const REASON_MIN = 10;
const REASON_MAX = 500;

/** Kept in the chain for good, so it names nobody's number. */
export const unmaskSchema = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(REASON_MIN)
    .max(REASON_MAX)
    .refine((text) => !/\p{Cc}/u.test(text))
    .refine((text) => !namesSomebody(text))
    .meta({
      description:
        '为什么要看；10 至 500 字，不写证件号、卡号、手机号。 Why; 10 to 500 characters, without ID, card or phone numbers.',
    }),
});

const unmaskedSchema = z
  .object({
    recordKey: z.string(),
    records: z.array(z.object({ source: z.string(), fields: z.array(fieldSchema) })),
  })
  .meta({ id: 'Unmasked' });
export type Unmasked = Readonly<z.infer<typeof unmaskedSchema>>;

/** Who speaks with the person concerned, or examines who did; to approve, masked values and amounts are enough (decision 0045). */
export const UNMASKING: readonly Role[] = ['operator', 'auditor'];

export const showRecord = {
  id: 'showRecord',
  method: 'GET',
  path: '/records/{key}',
  summary: {
    zh: '一条记录的来龙去脉（记录编号或申领编号）',
    en: 'What became of a record, by its key or 申领编号, masked',
  },
  roles: LOOKING,
  answers: { 200: z.object({ stories: z.array(storySchema) }) },
  refusals: { 404: ['record.unknown'] },
} as const satisfies Operation;

export const unmaskRecord = {
  id: 'unmaskRecord',
  method: 'POST',
  path: '/records/{key}/unmask',
  summary: { zh: '说明理由后查看未遮盖的内容，留痕', en: 'Its values unmasked, once, with a reason that is kept' },
  roles: UNMASKING,
  body: unmaskSchema,
  answers: { 200: unmaskedSchema },
  refusals: { 400: ['request.body-invalid'], 404: ['record.unknown'] },
} as const satisfies Operation;

const messageSchema = z
  .object({
    messageId: z.string(),
    state: z.enum(['RECEIVED', 'PARKED', 'APPLIED', 'QUARANTINED']),
    receivedAt: timeSchema,
    problem: codeSchema.nullable(),
    type: z.string().nullable(),
    sequence: z.int().nullable(),
    recordKeys: z.array(z.string()),
  })
  .meta({ id: 'Message' });
export type Message = Readonly<z.infer<typeof messageSchema>>;

export const showMessage = {
  id: 'showMessage',
  method: 'GET',
  path: '/messages/{id}',
  summary: { zh: '一个事件处理得怎样', en: 'What became of an event that came as a webhook' },
  roles: LOOKING,
  answers: { 200: messageSchema },
  refusals: { 404: ['record.unknown'] },
} as const satisfies Operation;

export const recordOperations = [showRecord, unmaskRecord, showMessage] as const;
