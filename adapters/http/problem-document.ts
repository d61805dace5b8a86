import type { APIGatewayProxyResult } from 'aws-lambda';

/** RFC 9457 problem details with our own code. Says what is wrong and what to do, never what was sent. */
export interface ProblemDocument {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
}

export function problemAnswer(problem: ProblemDocument): APIGatewayProxyResult {
  const { code, ...rest } = problem;
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type: `https://union-bridge.invalid/problems/${code}`, ...rest, code }),
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
