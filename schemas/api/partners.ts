import * as z from 'zod';
import { inboundEventSchema } from '../event.ts';
import { batchRoutes } from './batches.ts';
import type { PartnerRoute } from './operation.ts';
import { proofRoutes } from './proofs.ts';

/** 粤工惠's way in. */
export const receiveEvent = {
  id: 'receiveEvent',
  method: 'POST',
  path: '/webhooks/province',
  caller: 'province',
  summary: {
    zh: '接收粤工惠的事件，落盘后才答 202；同一编号再来不重复处理',
    en: 'Take an event of 粤工惠; 202 once it is durable, the same id again has no second effect',
  },
  body: inboundEventSchema,
  answers: { 202: z.object({ webhookId: z.string() }) },
  refusals: { 400: ['webhook.body-invalid'], 409: ['webhook.id-reused'], 413: ['webhook.body-too-large'] },
} as const satisfies PartnerRoute;

const publicRoutes = [
  {
    id: 'showHealth',
    method: 'GET',
    path: '/health',
    caller: 'anyone',
    summary: { zh: '是否在运行', en: 'Liveness, no details' },
    answers: { 200: z.object({ status: z.literal('ok') }) },
  },
  {
    id: 'showDescription',
    method: 'GET',
    path: '/openapi.json',
    caller: 'anyone',
    summary: { zh: '本接口的说明（OpenAPI 3.1）', en: 'This description (OpenAPI 3.1)' },
    answers: { 200: z.looseObject({ openapi: z.string() }) },
  },
] as const satisfies readonly PartnerRoute[];

/** What the cities and anybody may call, in the order of the description. */
export const partnerRoutes = [
  ...batchRoutes,
  ...proofRoutes,
  ...publicRoutes,
] as const satisfies readonly PartnerRoute[];
