import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Operator } from '../../../core/access.ts';
import type { Handler } from '../../../functions/operators/handlers.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { claimGroupsOf } from '../../../infra/claims.ts';
import { declaredOf } from '../../declared/answers.ts';
import type { Ground } from '../ledger/ground.ts';

export const EVERYWHERE: Operator = {
  name: 'operator',
  displayName: '经办员 李',
  roles: ['viewer', 'operator'],
  tenants: 'all',
};
export const IN_GUANGZHOU: Operator = { ...EVERYWHERE, name: 'viewer', roles: ['viewer'], tenants: ['guangzhou'] };

/** The operators' routes work on this ground. */
export function operatingOn(ground: Ground): Operating {
  return {
    ...ground,
    claimGroups: claimGroupsOf({ stacking: 'allow' }),
    landing: { s3: ground.s3, bucket: 'landing' },
    reports: { s3: ground.s3, bucket: 'reports' },
    reconcileQueue: 'reconcile',
    randomBytes,
  } as unknown as Operating;
}

/** What a route answers whoever has signed in. */
export async function ask(
  operating: Operating,
  handler: Handler,
  {
    operator = EVERYWHERE,
    id = '',
    query = {},
    body = {},
  }: {
    readonly operator?: Operator;
    readonly id?: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: object;
  },
): Promise<Answered> {
  const request = { operator, id, query, body: Buffer.from(JSON.stringify(body)) };
  const answer: APIGatewayProxyResult = await declaredOf(handler)(operating, request);
  return { status: answer.statusCode, headers: answer.headers ?? {}, text: answer.body };
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}
