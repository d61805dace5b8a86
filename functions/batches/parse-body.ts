import type { APIGatewayProxyResult } from 'aws-lambda';
import { refuse } from '../../adapters/http/problem-document.ts';
import type * as z from 'zod';

/** The body as a schema wants it, or the refusal: which fields are wrong, never what stood in them. */
export function parseBody<Value>(
  schema: z.ZodType<Value>,
  body: Buffer,
): { readonly value: Value } | { readonly refusal: APIGatewayProxyResult } {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { refusal: refuse(400, 'batch.manifest-invalid', 'JSON') };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || issue.code))];
  return { refusal: refuse(400, 'batch.manifest-invalid', fields.join(', ')) };
}
