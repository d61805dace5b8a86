import type { APIGatewayProxyResult } from 'aws-lambda';
import { explain, type ProblemCode } from '../../schemas/problem.ts';

/**
 * A refusal as RFC 9457 problem details with our own code, in Chinese and English: what is wrong and what to do.
 *
 * @param detail names of fields, never a value of the request.
 */
export function refuse(status: number, code: ProblemCode, detail?: string): APIGatewayProxyResult {
  const problem = { code, field: null };
  const title = `${explain(problem, 'zh')} ${explain(problem, 'en')}`;
  const document = {
    type: `urn:union-bridge:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify(document),
  };
}

export function jsonAnswer(status: number, body: object): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** A header's value whatever the case of its name; absent as `''`. */
export function headerOf(headers: Readonly<Record<string, string | undefined>> | null, name: string): string {
  if (headers === null) return '';
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return entry?.[1] ?? '';
}

/** The request's own bytes. The API's media types are binary, so that signatures see them unchanged. */
export function rawBody(event: { readonly body: string | null; readonly isBase64Encoded: boolean }): Buffer {
  return event.body === null ? Buffer.alloc(0) : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
}
