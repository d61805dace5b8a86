import * as z from 'zod';
import { createDocument, type CreateDocumentOptions, type ZodOpenApiOperationObject } from 'zod-openapi';
import type { Operation, PartnerRoute, Route } from '../../schemas/api/operation.ts';
import { operations } from '../../schemas/api/operations.ts';
import { partnerRoutes, receiveEvent } from '../../schemas/api/partners.ts';
import {
  CALLERS,
  COMMON_RESPONSES,
  problemSchema,
  refusalResponses,
  SECURITY_SCHEMES,
  type Caller,
} from './refusals.ts';

/** What the document is given out as, and its name under `docs/`. */
export const DOCUMENT_NAME = 'openapi.json';

/** Every route of the API, whoever calls it. */
export const describedRoutes: readonly (Operation | PartnerRoute)[] = [receiveEvent, ...partnerRoutes, ...operations];

/** The OpenAPI 3.1 document of the whole API, out of the schemas the handlers themselves check with; as text, the same every time. */
export function openApiText(): string {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of describedRoutes) {
    const at = (paths[route.path] ??= {});
    at[route.method.toLowerCase()] = described(route);
  }
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: '工会桥 Union Bridge',
        version: '1.0.0',
        summary: '各市工会系统与粤工惠之间的桥：批次、事件、对账、差异、重放。',
        description: ABOUT,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/v1', description: '本部署 this deployment' }],
      tags: Object.values(CALLERS).map(({ tag, description }) => ({ name: tag, description })),
      paths,
      components: {
        schemas: { Problem: problemSchema },
        securitySchemes: SECURITY_SCHEMES,
        responses: COMMON_RESPONSES,
      },
    },
    { override: inFewWords, reused: 'inline' },
  );
  return `${JSON.stringify(document, null, 2)}\n`;
}

const ABOUT = `金额一律为整数分的十进制文本，时间为 RFC 3339 带时区，日期为 YYYY-MM-DD，本地日期为 UTC+8。
出错时答 RFC 9457 problem+json，\`code\` 是稳定的问题代码，逐一说明见 docs/problems.md。

Amounts are integer 分 as decimal text, times RFC 3339 with offset, dates \`YYYY-MM-DD\` in UTC+8.
Every refusal is a problem document of RFC 9457 whose \`code\` is stable; docs/problems.md says what to do.`;

function described(route: Operation | PartnerRoute): ZodOpenApiOperationObject {
  const caller: Caller = 'roles' in route ? 'operator' : route.caller;
  const { tag, security } = CALLERS[caller];
  const roles = 'roles' in route ? { 'x-roles': route.roles } : {};
  return {
    operationId: route.id,
    tags: [tag],
    summary: route.summary.zh,
    description: `${route.summary.en}.${'roles' in route ? `\n\n角色 roles: ${route.roles.join(', ')}` : ''}`,
    security,
    ...roles,
    ...parametersOf(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: { ...answersOf(route), ...refusalResponses(caller, route) },
  };
}

function parametersOf({ path, query }: Route): Pick<ZodOpenApiOperationObject, 'requestParams'> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inPath = z.object(Object.fromEntries(names.map((name) => [name, name === 'date' ? z.iso.date() : z.string()])));
  if (names.length === 0 && query === undefined) return {};
  return {
    requestParams: { ...(names.length === 0 ? {} : { path: inPath }), ...(query === undefined ? {} : { query }) },
  };
}

function answersOf({ answers, files = [] }: Route): ZodOpenApiOperationObject['responses'] {
  const file = Object.fromEntries(files.map((type) => [type, { schema: { type: 'string' as const } }]));
  const statuses = [...Object.keys(answers), ...(files.length === 0 ? [] : ['200'])];
  return Object.fromEntries(
    [...new Set(statuses)].map((status) => {
      const schema = answers[Number(status) as keyof typeof answers];
      const json = schema === undefined ? {} : { 'application/json': { schema } };
      const content = { ...json, ...(status === '200' ? file : {}) };
      return [status, { description: DONE[status] ?? '完成 done', content }];
    }),
  );
}

const DONE: Readonly<Record<string, string>> = {
  200: '完成，或没有变化 done, or nothing changed',
  201: '已生效 done by this request',
  202: '已受理，尚未完成 taken in and not done yet',
};

/**
 * An answer may get further members later: who reads it has to let them be. What is asked may not. What a format or a type says already is
 * not said again as a pattern or a bound.
 */
const inFewWords: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};
