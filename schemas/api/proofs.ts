import * as z from 'zod';
import { proofSignatureSchema } from '../proof.ts';
import type { PartnerRoute } from './operation.ts';
import { timeSchema } from './parts.ts';

const pageSchema = z
  .string()
  .regex(/^\d{1,6}$/)
  .optional()
  .meta({ description: '页码，从 0 开始。 Page, from 0.' });

const leavesSchema = z.object({ leaves: z.array(z.string()) }).meta({ id: 'ProofLeaves' });

const madeSchema = z
  .object({
    state: z.literal('MADE'),
    statement: z.string().meta({
      description:
        '签名的原文（JSON 文本）；验签须逐字节用它。 The signed text, JSON: what the signature is over, to the byte.',
    }),
    signature: proofSignatureSchema,
    leaves: z.object({ pages: z.int(), edition: z.string().optional() }),
  })
  .meta({ id: 'ProofMade' });

const makingSchema = z
  .object({ state: z.literal('MAKING'), done: z.int(), of: z.int() })
  .meta({ id: 'ProofInTheMaking', description: '仍在生成，稍后再取。 Still being made: ask again.' });

const REFUSED = {
  409: ['proof.not-settled', 'proof.not-kept'],
  500: ['proof.differs'],
  503: ['proof.key-missing'],
} as const;

/** Signed statements of conservation, and what they are checked with. */
export const proofRoutes = [
  {
    id: 'showBatchProof',
    method: 'GET',
    path: '/batches/{id}/proof',
    caller: 'partner',
    summary: {
      zh: '一个批次的签名收支；生成中答 202',
      en: 'The signed statement of a batch; 202 while it is being made',
    },
    answers: { 200: madeSchema, 202: makingSchema },
    refusals: { 404: ['batch.unknown'], ...REFUSED },
  },
  {
    id: 'listBatchLeaves',
    method: 'GET',
    path: '/batches/{id}/proof/leaves',
    caller: 'partner',
    summary: { zh: '批次哈希树的叶，逐行', en: 'The leaves of the tree of a batch, row by row' },
    query: z.object({ page: pageSchema }),
    answers: { 200: leavesSchema },
    refusals: { 400: ['proof.request-invalid'], 404: ['batch.unknown'], 409: ['proof.not-settled'] },
  },
  {
    id: 'showDayProof',
    method: 'GET',
    path: '/proofs/{date}',
    caller: 'partner',
    summary: {
      zh: '一个业务日全部批次的签名收支；生成中答 202',
      en: 'The signed statement of all batches of a business day; 202 while it is being made',
    },
    answers: { 200: madeSchema, 202: makingSchema },
    refusals: { 400: ['proof.request-invalid'], ...REFUSED },
  },
  {
    id: 'listDayLeaves',
    method: 'GET',
    path: '/proofs/{date}/leaves',
    caller: 'partner',
    summary: { zh: '业务日哈希树的叶，逐批', en: 'The leaves of the tree of a day, batch by batch' },
    query: z.object({
      edition: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
      page: pageSchema,
    }),
    answers: { 200: leavesSchema },
    refusals: { 400: ['proof.request-invalid'], 404: ['proof.request-invalid'] },
  },
  {
    id: 'listProofKeys',
    method: 'GET',
    path: '/proof-keys',
    caller: 'anyone',
    summary: { zh: '验签用的公钥，含已停用的', en: 'The public keys statements are, and were, signed with' },
    answers: {
      200: z.object({
        keys: z.array(
          z.object({
            keyId: z.string(),
            algorithm: z.literal('ed25519'),
            publicKey: z.string(),
            retiredAt: timeSchema.nullable(),
          }),
        ),
      }),
    },
    refusals: { 503: ['proof.key-missing'] },
  },
] as const satisfies readonly PartnerRoute[];
