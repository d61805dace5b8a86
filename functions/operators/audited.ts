import type { APIGatewayProxyResult } from 'aws-lambda';
import { refuse } from '../../adapters/http/problem-document.ts';
import { AuditError, recorded } from '../../adapters/ledger/recorded.ts';
import type { AuditAct } from '../../core/audit/entry.ts';
import type { Operating } from './environment.ts';

/** Carries an act out once it stands in its tenant's chain, and writes how it ended: without the entry it does not happen (503). */
export async function audited(
  operating: Operating,
  act: AuditAct,
  carryOut: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  try {
    return await recorded(operating, act, carryOut, ({ statusCode, body }) => ({
      status: statusCode,
      code: statusCode < 400 ? null : codeOf(body),
    }));
  } catch (error) {
    if (error instanceof AuditError) return refuse(503, error.code);
    throw error;
  }
}

/** Of a problem document. */
function codeOf(body: string): string | null {
  const { code } = JSON.parse(body) as { readonly code?: string };
  return code ?? null;
}
