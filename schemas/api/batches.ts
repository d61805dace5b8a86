import * as z from 'zod';
import { KINDS } from '../kind.ts';
import { manifestSchema, recordsPushSchema } from '../manifest.ts';
import { systemIdSchema } from '../statement.ts';
import type { PartnerRoute } from './operation.ts';
import { amountSchema, codeSchema, dateSchema, fenSchema, timeSchema } from './parts.ts';

const tally = <Value extends z.ZodType>(value: Value) =>
  z.object({ received: value, applied: value, unchanged: value, rejected: value, held: value, pending: value });

const batchSchema = z
  .object({
    batchId: z.string(),
    system: systemIdSchema,
    kind: z.enum(KINDS),
    programmeYear: z.int().nullable(),
    programmeYears: z.array(z.int()),
    businessDate: dateSchema,
    sequence: z.int(),
    fileName: z.string(),
    purpose: z.enum(['settled-history', 'repair', 'replay', 'export']).optional(),
    state: z.enum(['AWAITING_UPLOAD', 'PROCESSING', 'SETTLED', 'HELD', 'REFUSED']),
    problem: codeSchema.nullable(),
    createdAt: timeSchema,
    warnings: z.int(),
    ...tally(z.int()).shape,
    fen: tally(fenSchema),
    conserved: z.boolean().meta({
      description: 'received = applied + unchanged + rejected + held + pending，按行数和金额。 In rows and in 分.',
    }),
  })
  .meta({ id: 'Batch', description: '一个批次及其收支。 A batch and its statement.' });

const announcedSchema = z
  .object({
    batchId: z.string(),
    upload: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()), expiresAt: timeSchema })
      .meta({ description: '用 PUT 发送文件。 Where to PUT the file.' }),
  })
  .meta({ id: 'AnnouncedBatch' });

const UNKNOWN = { 404: ['batch.unknown'] } as const;

/** The cities' routes about what they sent. Everything is about the credential's own tenant. */
export const batchRoutes = [
  {
    id: 'announceBatch',
    method: 'POST',
    path: '/batches',
    caller: 'partner',
    summary: {
      zh: '登记一个批次，答复上传地址；同一清单再发一次还是同一批次（200）',
      en: 'Announce a batch and learn where to upload it; the same manifest again is the same batch (200)',
    },
    body: manifestSchema,
    answers: {
      200: announcedSchema,
      201: announcedSchema,
    },
    refusals: { 400: ['batch.manifest-invalid'], 403: ['auth.forbidden'], 409: ['history.closed'] },
  },
  {
    id: 'listBatches',
    method: 'GET',
    path: '/batches',
    caller: 'partner',
    summary: { zh: '本市最近的批次，最新的在前', en: 'The newest batches of the tenant, newest first' },
    answers: { 200: z.object({ batches: z.array(batchSchema) }) },
  },
  {
    id: 'showBatch',
    method: 'GET',
    path: '/batches/{id}',
    caller: 'partner',
    summary: { zh: '一个批次：进度与收支', en: 'How far a batch is, and its statement' },
    answers: { 200: batchSchema },
    refusals: UNKNOWN,
  },
  {
    id: 'downloadRejects',
    method: 'GET',
    path: '/batches/{id}/rejects',
    caller: 'partner',
    summary: { zh: '不通过的行，带原列，CSV', en: 'The rejected rows with their original columns, as CSV' },
    answers: {},
    files: ['text/csv'],
    refusals: { ...UNKNOWN, 413: ['file.too-large'] },
  },
  {
    id: 'pushRecords',
    method: 'POST',
    path: '/records',
    caller: 'partner',
    summary: {
      zh: '现在就发送至多 100 条记录，不等今夜',
      en: 'Up to 100 records now instead of tonight, as a batch of their own',
    },
    body: recordsPushSchema,
    answers: {
      202: z.object({
        batchId: z.string(),
        accepted: z.int(),
        rejects: z.array(
          z.object({ row: z.int(), field: z.string().nullable(), code: codeSchema, message: z.string() }),
        ),
      }),
    },
    refusals: {
      400: ['batch.manifest-invalid', 'file.header'],
      403: ['auth.forbidden'],
      409: ['history.not-signed-off'],
    },
  },
  {
    id: 'showHistory',
    method: 'GET',
    path: '/history',
    caller: 'partner',
    summary: {
      zh: '上线前的发放：是否已确认，各次导入的收支',
      en: 'Payments of before go-live: whether they are signed off, and each import',
    },
    answers: {
      200: z.object({
        tenant: z.string(),
        state: z.enum(['OPEN', 'SIGNED']),
        signed: z.object({ rows: z.int(), fen: fenSchema, at: timeSchema.nullable() }).nullable(),
        imported: amountSchema,
        unfinished: z.int(),
        imports: z.array(batchSchema),
      }),
    },
  },
] as const satisfies readonly PartnerRoute[];
