import * as z from 'zod';
import { plainTextSchema } from '../case.ts';
import { systemIdSchema } from '../statement.ts';
import type { Operation } from './operation.ts';
import { nextSchema, pagingSchema } from './paging.ts';
import { amountSchema, codeSchema, fenSchema, kindSchema, tenantSchema, timeSchema } from './parts.ts';
import { ACTING, LOOKING } from './roles.ts';

const REASON_MAX = 500;
const KEYS_MAX = 1_000;
const OVERLAYS_MAX = 100;
const EDITS_MAX = 20;

/**
 * `PLANNING` → `PLANNED` → (`APPROVED`, where money could move) → `RUNNING` ⇄ `PAUSED` → `DONE`. `REFUSED`: it could not be planned, or the
 * second person said no. `EXPIRED`: it was not run in time, and the ledger has moved on.
 */
export const REPLAY_STATES = [
  'PLANNING',
  'PLANNED',
  'APPROVED',
  'RUNNING',
  'PAUSED',
  'DONE',
  'REFUSED',
  'EXPIRED',
] as const;

/** What a plan does with a line: sends it again, nothing as it is settled or on its way, or refuses to. */
export const REPLAY_ACTIONS = ['replay', 'nothing', 'refused'] as const;

/** What became of a line when its plan ran; the rest is its batch's to tell. */
export const REPLAY_VERDICTS = ['replayed', 'changed', 'nothing', 'refused', 'failed'] as const;

/** States of a record that may be asked for; what is delivered, imported, on its way or in doubt is never replayed. */
export const REPLAYABLE_STATES = ['HELD', 'REJECTED', 'QUARANTINED'] as const;

/** SHA-256 of a plan's list, hex. */
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const recordKeySchema = z.string().regex(/^[A-Za-z0-9_.-]{1,200}$/);

const filterSchema = z
  .strictObject({
    tenant: tenantSchema.optional(),
    system: systemIdSchema.optional(),
    kind: kindSchema.optional(),
    state: z.enum(REPLAYABLE_STATES).optional(),
    // Ours, or another side's own, which may be a number; never somebody's.
    code: codeSchema.regex(/^(?!.*\d{11})[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/).optional(),
    batchId: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/)
      .optional()
      .meta({
        description:
          '该批次的全部记录；已办结的会列出并注明。 Every record of that batch; what is settled is listed as such.',
      }),
    from: timeSchema.optional().meta({ description: '问题发生不早于此时。 The problem is not older than this.' }),
    to: timeSchema.optional().meta({ description: '问题发生早于此时。 The problem is older than this.' }),
  })
  .meta({ id: 'ReplayFilter', description: '选取条件，须同时满足。 What is to be replayed: all conditions hold.' });

const chosenSchema = z.strictObject({ recordKey: recordKeySchema, system: systemIdSchema.optional() });

/** An edit as RFC 6902 writes it, of one field at the top of the record. */
const editSchema = z
  .strictObject({
    op: z.enum(['add', 'replace', 'remove']),
    path: z.string().regex(/^\/[A-Za-z]{1,40}$/),
    value: z.union([z.string().max(500), z.boolean()]).optional(),
  })
  .refine(({ op, value }) => (op === 'remove') === (value === undefined))
  .meta({ id: 'ReplayEdit' });

const overlaySchema = z.strictObject({ ...chosenSchema.shape, edits: z.array(editSchema).min(1).max(EDITS_MAX) }).meta({
  id: 'ReplayOverlay',
  description:
    '对一条记录的更正，不改原始数据；不得涉及金额、收款人、账户、身份与状态。 An edit laid over one record; never on amount, payee, account, identity or state.',
});

const mappingSchema = z.enum(['current', 'original']).meta({
  description:
    'current：按现行映射重新生成；original：按上次发出的原样重发（发放除外）。 current: by today’s mapping; original: as it was last sent, to the letter (never of payments).',
});

export const replayRequestSchema = z
  .strictObject({
    filter: filterSchema.optional(),
    keys: z.array(chosenSchema).min(1).max(KEYS_MAX).optional(),
    overlays: z.array(overlaySchema).max(OVERLAYS_MAX).default([]),
    mapping: mappingSchema.default('current'),
    reason: plainTextSchema.min(2).max(REASON_MAX),
  })
  .refine(({ filter, keys }) => (filter === undefined) !== (keys === undefined))
  .refine(({ overlays, mapping }) => overlays.length === 0 || mapping === 'current')
  .meta({ id: 'ReplayRequest' });
export type ReplayRequest = Readonly<z.infer<typeof replayRequestSchema>>;

const approvalSchema = z.object({
  by: z.string(),
  at: timeSchema,
  hash: z.string(),
  reason: z.string(),
  expiresAt: timeSchema,
  usedAt: timeSchema.nullable(),
});

const countSchema = z
  .object({
    action: z.enum(REPLAY_ACTIONS),
    code: codeSchema.nullable().meta({ description: '为何不重放。 Why it is not replayed.' }),
    kind: kindSchema,
    state: z.string().meta({ description: '台账中的状态；NONE = 台账没有。 State in the ledger; NONE = it has none.' }),
    destination: z.string().nullable(),
    rows: z.int(),
    fen: fenSchema,
  })
  .meta({ id: 'ReplayCount' });

export const replaySchema = z
  .object({
    replayId: z.string(),
    state: z.enum(REPLAY_STATES),
    problem: codeSchema.nullable().meta({ description: '为何被拒绝或暂停。 Why it was refused or paused.' }),
    filter: filterSchema.nullable(),
    keys: z.int().meta({ description: '指定的记录数。 How many records were chosen by key.' }),
    overlays: z.int(),
    mapping: mappingSchema,
    reason: z.string(),
    createdBy: z.string(),
    createdAt: timeSchema,
    plannedAt: timeSchema.nullable(),
    expiresAt: timeSchema.nullable().meta({ description: '此后不能再执行。 It can’t be run after this.' }),
    tenants: z.array(z.string()),
    hash: z.string().nullable().meta({
      description: '计划清单的 SHA-256（十六进制）；复核的就是它。 SHA-256 of the list, hex: what is approved.',
    }),
    records: amountSchema.meta({ description: '清单中的全部记录。 All records of the list.' }),
    toReplay: amountSchema.meta({ description: '其中将重放的。 Those of them that go again.' }),
    counts: z.array(countSchema),
    movesMoney: z.boolean(),
    needsApproval: z.boolean(),
    approval: approvalSchema.nullable(),
    refusedBy: z.object({ by: z.string(), at: timeSchema, reason: z.string() }).nullable(),
    progress: z
      .object({
        done: z.int(),
        total: z.int(),
        replayed: z.int(),
        changed: z.int().meta({ description: '计划后有变动，未重放。 Changed since it was planned: not replayed.' }),
        nothing: z.int(),
        refused: z.int(),
        failed: z.int(),
      })
      .meta({ id: 'ReplayProgress' }),
    batches: z
      .array(z.string())
      .meta({ description: '重放所用的批次（最近 20 个）。 The last 20 batches it went in.' }),
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Replay' });
export type ReplayView = Readonly<z.infer<typeof replaySchema>>;

const lineSchema = z
  .object({
    recordKey: z.string(),
    system: z.string(),
    kind: kindSchema,
    tenant: z.string(),
    state: z.string(),
    fence: z.int().nullable().meta({ description: '计划时的版本。 The version it was planned by.' }),
    action: z.enum(REPLAY_ACTIONS),
    code: codeSchema.nullable(),
    problem: codeSchema.nullable().meta({ description: '记录当前的问题。 What is wrong with the record.' }),
    destination: z.string().nullable(),
    fen: fenSchema,
    movesMoney: z.boolean(),
    overlaid: z.array(z.string()).meta({ description: '更正的字段。 Fields that are edited.' }),
    wasSent: z.boolean().meta({ description: '是否发出过。 Whether it was ever sent.' }),
    changes: z
      .array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
      .meta({ description: '与上次发出相比会变的字段，已脱敏。 Fields that differ from what was last sent, masked.' }),
    verdict: z
      .enum(REPLAY_VERDICTS)
      .nullable()
      .meta({ description: '执行结果；未执行为 null。 null until it has run.' }),
    batchId: z.string(),
    row: z.int(),
  })
  .meta({ id: 'ReplayLine' });
export type ReplayLineView = Readonly<z.infer<typeof lineSchema>>;

export const planReplay = {
  id: 'planReplay',
  method: 'POST',
  path: '/replays',
  summary: { zh: '制定重放计划：冻结清单，不发送任何内容', en: 'Plan a replay: a frozen list, nothing is sent' },
  roles: ACTING,
  body: replayRequestSchema,
  answers: { 202: z.object({ replayId: z.string() }) },
  refusals: { 400: ['replay.invalid', 'replay.overlay-forbidden'], 404: ['replay.unknown'] },
} as const satisfies Operation;

export const listReplays = {
  id: 'listReplays',
  method: 'GET',
  path: '/replays',
  summary: { zh: '重放计划，最新的在前', en: 'Plans of replays, newest first' },
  roles: LOOKING,
  query: z.strictObject({ ...pagingSchema }),
  answers: { 200: z.object({ replays: z.array(replaySchema), next: nextSchema }) },
} as const satisfies Operation;

export const showReplay = {
  id: 'showReplay',
  method: 'GET',
  path: '/replays/{id}',
  summary: { zh: '一个重放计划：笔数、金额、复核与进度', en: 'A plan: counts, money, approval and progress' },
  roles: LOOKING,
  answers: { 200: replaySchema },
  refusals: { 404: ['replay.unknown'] },
} as const satisfies Operation;

export const listReplayLines = {
  id: 'listReplayLines',
  method: 'GET',
  path: '/replays/{id}/lines',
  summary: { zh: '计划逐条的差异（脱敏）', en: 'A plan line by line: what would change, masked' },
  roles: LOOKING,
  query: z.strictObject({ action: z.enum(REPLAY_ACTIONS).optional(), ...pagingSchema }),
  answers: { 200: z.object({ lines: z.array(lineSchema), next: nextSchema }) },
  refusals: { 404: ['replay.unknown'], 409: ['replay.not-planned'] },
} as const satisfies Operation;

export const approveReplay = {
  id: 'approveReplay',
  method: 'POST',
  path: '/replays/{id}/approval',
  summary: {
    zh: '复核计划：须非制定人，认可的是清单的散列，30 分钟内有效、只用一次',
    en: 'Approve or refuse a plan: another person than its author, of this very hash, for 30 minutes, once',
  },
  roles: ['approver'],
  body: z.strictObject({
    hash: hashSchema,
    decision: z.enum(['approve', 'refuse']),
    reason: plainTextSchema.min(2).max(REASON_MAX),
  }),
  answers: { 200: replaySchema },
  refusals: {
    400: ['replay.invalid'],
    403: ['replay.own-plan'],
    404: ['replay.unknown'],
    409: [
      'replay.hash-mismatch',
      'replay.already-approved',
      'replay.approval-not-needed',
      'replay.not-planned',
      'replay.expired',
    ],
  },
} as const satisfies Operation;

export const runReplay = {
  id: 'runReplay',
  method: 'POST',
  path: '/replays/{id}/run',
  summary: { zh: '执行计划', en: 'Run a plan' },
  roles: ACTING,
  body: z.strictObject({ hash: hashSchema.optional() }),
  answers: { 202: replaySchema },
  refusals: {
    400: ['replay.invalid'],
    404: ['replay.unknown'],
    409: [
      'replay.hash-mismatch',
      'replay.not-planned',
      'replay.not-approved',
      'replay.approval-expired',
      'replay.already-run',
      'replay.expired',
    ],
  },
} as const satisfies Operation;

export const pauseReplay = {
  id: 'pauseReplay',
  method: 'POST',
  path: '/replays/{id}/pause',
  summary: { zh: '暂停执行；已交出的继续', en: 'Pause a run; what was handed over goes on' },
  roles: ACTING,
  answers: { 200: replaySchema },
  refusals: { 404: ['replay.unknown'], 409: ['replay.not-running'] },
} as const satisfies Operation;

export const resumeReplay = {
  id: 'resumeReplay',
  method: 'POST',
  path: '/replays/{id}/resume',
  summary: { zh: '继续执行', en: 'Go on with a paused run' },
  roles: ACTING,
  answers: { 202: replaySchema },
  refusals: { 404: ['replay.unknown'], 409: ['replay.not-paused', 'replay.expired'] },
} as const satisfies Operation;

export const replayOperations = [
  planReplay,
  listReplays,
  showReplay,
  listReplayLines,
  approveReplay,
  runReplay,
  pauseReplay,
  resumeReplay,
] as const;
