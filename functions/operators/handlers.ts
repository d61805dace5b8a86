import type { APIGatewayProxyResult } from 'aws-lambda';
import type { OperationId } from '../../schemas/api/operations.ts';
import { addNote, resolveCase, takeInHand } from './cases.ts';
import { compareAgain } from './compare-again.ts';
import { listDiscrepancies, showDiscrepancy } from './discrepancies.ts';
import type { Operating } from './environment.ts';
import { listNights, showNight } from './reconciliations.ts';
import type { Request } from './request.ts';
import { listAll, sayOne } from './statements.ts';
import { give, revokeSecret, rotateSecret, showTenants } from './tenants.ts';

export type Handler = (operating: Operating, request: Request) => Promise<APIGatewayProxyResult>;

/** What carries each operation out: none without a handler, no handler without one. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  sayStatement: (operating, { operator, body }) => sayOne(operating, operator.name, body),
  listStatements: listAll,
  listReconciliations: listNights,
  compareAgain,
  showReconciliation: showNight,
  listDiscrepancies,
  showDiscrepancy,
  noteDiscrepancy: (operating, { operator, body, id }) => addNote(operating, operator.name, body, id),
  ownDiscrepancy: (operating, { operator, body, id }) => takeInHand(operating, operator.name, body, id),
  resolveDiscrepancy: (operating, { operator, body, id }) => resolveCase(operating, operator.name, body, id),
  listTenants: showTenants,
  giveCredential: give,
  rotateCredential: rotateSecret,
  revokeCredential: revokeSecret,
};
