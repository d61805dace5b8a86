import * as z from 'zod';
import type { Operation } from './operation.ts';
import { nextSchema, pagingSchema } from './paging.ts';
import { dateSchema, fenSchema, tenantSchema, timeSchema } from './parts.ts';
import type { Role } from './roles.ts';

/** Whoever reads the acts of all; nobody else, those who act neither. */
const AUDITING: readonly Role[] = ['auditor'];

const hashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Hash', description: 'SHA-256，十六进制。 SHA-256 in hex.' });

/** Whose chain: a tenant's, or `bridge`. */
const chainSchema = tenantSchema.meta({ description: '哪条链：市或平台；bridge 为全局。 A tenant, or `bridge`.' });

const entrySchema = z
  .object({
    tenant: z.string(),
    sequence: z.int(),
    id: z.string(),
    at: timeSchema,
    by: z
      .string()
      .meta({ description: '谁：登录身份的 sub；bridge 为系统自身。 Who: the subject; `bridge` is by itself.' }),
    action: z.string().meta({ example: 'replay.approved' }),
    about: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    previous: hashSchema,
    hash: hashSchema,
  })
  .meta({ id: 'AuditEntry', description: '审计链中的一条。 An act in the chain of its tenant.' });

const headSchema = z.object({ tenant: z.string(), sequence: z.int(), hash: hashSchema });

export const auditQuerySchema = z.strictObject({
  tenant: chainSchema.optional(),
  from: dateSchema.optional().meta({ description: '从这一天起（北京时间）。 From this day on, in China.' }),
  to: dateSchema.optional().meta({ description: '到这一天止。 Until this day.' }),
  action: z
    .string()
    .regex(/^[a-z.-]{1,60}$/)
    .optional(),
  by: z.string().min(1).max(300).optional(),
  ...pagingSchema,
});

export const listAudit = {
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  summary: {
    zh: '操作记录：谁在什么时候做了什么，每个单位最近的在前',
    en: 'Acts: who did what and when, the newest of each tenant first',
  },
  roles: AUDITING,
  query: auditQuerySchema,
  answers: { 200: z.object({ entries: z.array(entrySchema), next: nextSchema }) },
  refusals: { 400: ['request.cursor-invalid'], 404: ['audit.tenant-unknown'] },
} as const satisfies Operation;

export const listAuditChains = {
  id: 'listAuditChains',
  method: 'GET',
  path: '/audit/chains',
  summary: { zh: '有哪些审计链，各到哪里', en: 'The chains there are, and where each ends' },
  roles: AUDITING,
  answers: {
    200: z.object({ chains: z.array(headSchema.extend({ sealed: dateSchema.nullable() }).meta({ id: 'AuditChain' })) }),
  },
} as const satisfies Operation;

export const anchorsQuerySchema = z.strictObject({ from: dateSchema.optional(), cursor: pagingSchema.cursor });

export const listAuditAnchors = {
  id: 'listAuditAnchors',
  method: 'GET',
  path: '/audit/anchors',
  summary: { zh: '每日锚点原文，按日期排列', en: 'The daily anchors as they were locked away, by date' },
  roles: AUDITING,
  query: anchorsQuerySchema,
  answers: {
    200: z.object({
      anchors: z.array(
        z.object({
          date: dateSchema,
          text: z.string().meta({ description: '原文，一字不差，用于核对。 Its very text, to be hashed.' }),
          sha256: hashSchema,
        }),
      ),
      next: nextSchema,
    }),
  },
  refusals: { 400: ['request.cursor-invalid'] },
} as const satisfies Operation;

export const exportAuditQuerySchema = z.strictObject({
  tenant: chainSchema,
  after: z.coerce.number().int().min(0).max(999_999_999_999).default(0),
});

export const exportAudit = {
  id: 'exportAudit',
  method: 'GET',
  path: '/audit/export',
  summary: {
    zh: '一条审计链的全部记录，按序号，用于离线核对',
    en: 'All entries of a chain by their sequence, to be verified offline',
  },
  roles: AUDITING,
  query: exportAuditQuerySchema,
  answers: {
    200: z.object({
      entries: z.array(entrySchema),
      head: headSchema.nullable(),
      next: z.int().nullable().meta({ description: '下一页的 after。 `after` of the next page.' }),
    }),
  },
  refusals: { 404: ['audit.tenant-unknown'] },
} as const satisfies Operation;

export const journalQuerySchema = z.strictObject({
  tenant: chainSchema,
  date: dateSchema,
  cursor: pagingSchema.cursor,
});

export const exportJournal = {
  id: 'exportJournal',
  method: 'GET',
  path: '/audit/journal',
  summary: {
    zh: '一天的资金流水（不含个人信息），用于离线核对',
    en: 'A day of the money journal, without personal data, to be verified offline',
  },
  roles: AUDITING,
  query: journalQuerySchema,
  answers: {
    200: z.object({
      leaves: z
        .array(z.string())
        .meta({ description: '每条的原文；SHA-256(00 ‖ 原文) 即叶哈希（RFC 9162）。 Texts of the leaves (RFC 9162).' }),
      rows: z.int().meta({ description: '本页条数。 Leaves of this page.' }),
      fen: fenSchema,
      next: nextSchema,
    }),
  },
  refusals: { 400: ['request.cursor-invalid'], 404: ['audit.tenant-unknown'] },
} as const satisfies Operation;

export const sealQuerySchema = z.strictObject({
  tenant: chainSchema,
  date: dateSchema,
  root: hashSchema,
  cursor: pagingSchema.cursor,
});

export const exportSeal = {
  id: 'exportSeal',
  method: 'GET',
  path: '/audit/seals',
  summary: {
    zh: '封存当日流水时锁定的清单：每条的键与哈希',
    en: 'What was locked away when a day was sealed: key and hash of each leaf',
  },
  roles: AUDITING,
  query: sealQuerySchema,
  answers: {
    200: z.object({
      sealed: z
        .array(z.object({ key: z.string(), hash: hashSchema }))
        .nullable()
        .meta({
          description: '没有清单则为 null。 null where there is none.',
        }),
      next: nextSchema,
    }),
  },
  refusals: { 400: ['request.cursor-invalid'], 404: ['audit.tenant-unknown'] },
} as const satisfies Operation;

export const auditOperations = [
  listAudit,
  listAuditChains,
  listAuditAnchors,
  exportAudit,
  exportJournal,
  exportSeal,
] as const;
