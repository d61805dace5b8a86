import * as z from 'zod';
import type { ZodOpenApiComponentsObject, ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { RefusalStatus, Route } from '../../schemas/api/operation.ts';
import type { ProblemCode } from '../../schemas/problem.ts';

export type Caller = 'operator' | 'partner' | 'province' | 'anyone';

interface CallerText {
  readonly tag: string;
  readonly description: string;
  readonly security: Record<string, string[]>[];
  /** What a call may be refused with whatever its route. */
  readonly always: Readonly<Partial<Record<RefusalStatus, readonly ProblemCode[]>>>;
}

const SIGNATURE = { webhookId: [], webhookTimestamp: [], webhookSignature: [] };
const SIGNATURE_CODES = [
  'webhook.header-missing',
  'webhook.id-malformed',
  'webhook.timestamp-malformed',
  'webhook.timestamp-stale',
  'webhook.timestamp-future',
  'webhook.signature-malformed',
  'webhook.signature-mismatch',
] as const satisfies readonly ProblemCode[];

/** Who calls, and by which credential. */
export const CALLERS: Readonly<Record<Caller, CallerText>> = {
  province: {
    tag: '粤工惠 province',
    description: '粤工惠的事件，按 Standard Webhooks 签名。 Events of 粤工惠, signed by Standard Webhooks.',
    security: [SIGNATURE],
    always: { 401: SIGNATURE_CODES },
  },
  partner: {
    tag: '各市 cities',
    description: '各市接口；只涉及凭证所属的市。 The cities’ own; the tenant is the credential’s.',
    security: [{ bridgeCredential: [], ...SIGNATURE }],
    always: {
      401: ['auth.missing', 'auth.invalid', ...SIGNATURE_CODES],
      403: ['auth.forbidden'],
      500: ['request.failed'],
    },
  },
  operator: {
    tag: '操作员 operators',
    description: '操作员接口；以 OIDC 登录，按角色和市授权。 For operators, signed in by OIDC, by role and tenant.',
    security: [{ operatorToken: [] }],
    always: {
      401: ['auth.missing', 'auth.token-invalid', 'auth.token-expired', 'auth.wrong-audience'],
      403: ['auth.forbidden'],
      500: ['request.failed'],
      503: ['auth.issuer-unreachable', 'audit.unavailable'],
    },
  },
  anyone: { tag: '任何人 anyone', description: '不需要凭证。 Without a credential.', security: [], always: {} },
};

const header = (name: string, description: string) => ({ type: 'apiKey', in: 'header', name, description }) as const;

export const SECURITY_SCHEMES = {
  operatorToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      '所配置的 OIDC 签发方给本接口的访问令牌。 Access token of the configured OIDC issuer, for this audience.',
  },
  bridgeCredential: header('bridge-credential', '凭证编号。 Id of the credential.'),
  webhookId: header('webhook-id', '本次请求的编号，重发不变。 The request’s own id, the same when it is sent again.'),
  webhookTimestamp: header('webhook-timestamp', 'Unix 秒，前后 300 秒内。 Unix seconds, within 300 s.'),
  webhookSignature: header(
    'webhook-signature',
    '对 `id.timestamp.原始正文` 的签名：`v1,` HMAC-SHA256 或 `v1sm3,` HMAC-SM3。 Over `id.timestamp.raw body`.',
  ),
} as const satisfies ZodOpenApiComponentsObject['securitySchemes'];

/** RFC 9457, as every refusal is. */
export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:union-bridge:problem:batch.unknown' }),
    title: z.string().meta({ description: '是什么问题、怎么办，中英文。 What is wrong, what to do.' }),
    status: z.int(),
    code: z.string().meta({ description: '稳定的问题代码。 Stable.', example: 'batch.unknown' }),
    detail: z.string().optional().meta({ description: '字段名，从不含值。 Names of fields, never a value.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const PROBLEM = { $ref: '#/components/schemas/Problem' };

/** Refusals that need not be told route by route. */
export const COMMON_RESPONSES: Record<string, ZodOpenApiResponseObject> = Object.fromEntries(
  Object.entries(CALLERS).flatMap(([caller, { always }]) =>
    Object.entries(always).map(([status, codes]) => [nameOf(caller, status), problem(codes)]),
  ),
);

/** What a route refuses with: its own codes, and those of every call by such a credential. */
export function refusalResponses(caller: Caller, route: Route): ZodOpenApiOperationObject['responses'] {
  const own: Partial<Record<string, readonly ProblemCode[]>> = { ...route.refusals };
  const { always } = CALLERS[caller];
  if (caller === 'operator' && route.query !== undefined)
    own['400'] = ['request.query-invalid', 'request.cursor-invalid', ...(own['400'] ?? [])];
  const common = Object.keys(always).filter((status) => own[status] === undefined);
  return {
    ...Object.fromEntries(
      Object.entries(own).map(([status, codes = []]) => {
        const others = always[Number(status) as RefusalStatus] ?? [];
        return [status, problem([...new Set([...codes, ...others])])];
      }),
    ),
    ...Object.fromEntries(
      common.map((status) => [status, { $ref: `#/components/responses/${nameOf(caller, status)}` }]),
    ),
  };
}

function nameOf(caller: string, status: string): string {
  return `${caller}${status}`;
}

function problem(codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  return {
    description: codes.join(', '),
    content: {
      'application/problem+json': {
        schema: { allOf: [PROBLEM, { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } }] },
      },
    },
  };
}
