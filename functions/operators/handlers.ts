import type { APIGatewayProxyResult } from 'aws-lambda';
import type { OperationId } from '../../schemas/api/operations.ts';
import { listAudit, listAuditChains } from './audit.ts';
import { exportAudit, exportJournal, exportSeal, listAuditAnchors } from './audit-export.ts';
import { addNote, resolveCase, takeInHand } from './cases.ts';
import { compareAgain } from './compare-again.ts';
import { listDiscrepancies, showDiscrepancy } from './discrepancies.ts';
import type { Operating } from './environment.ts';
import { listFailures, searchFailures } from './failures.ts';
import { showMessage } from './message-story.ts';
import { listNights, showNight } from './reconciliations.ts';
import { showRecord } from './record-story.ts';
import { approveReplay, pauseReplay, resumeReplay, runReplay } from './replay-acts.ts';
import { listReplayLines } from './replay-lines.ts';
import { listReplays, planReplay, showReplay } from './replays.ts';
import type { Request } from './request.ts';
import { listAll, sayOne } from './statements.ts';
import { give, revokeSecret, rotateSecret, showTenants } from './tenants.ts';
import { unmaskRecord } from './unmask.ts';

export type Handler = (operating: Operating, request: Request) => Promise<APIGatewayProxyResult>;

/** What carries each operation out: none without a handler, no handler without one. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  listFailures,
  searchFailures,
  showRecord,
  unmaskRecord,
  showMessage,
  sayStatement: (operating, { operator, body }) => sayOne(operating, operator, body),
  listStatements: listAll,
  listReconciliations: listNights,
  compareAgain,
  showReconciliation: showNight,
  listDiscrepancies,
  showDiscrepancy,
  noteDiscrepancy: (operating, { operator, body, id }) => addNote(operating, operator, body, id),
  ownDiscrepancy: (operating, { operator, body, id }) => takeInHand(operating, operator, body, id),
  resolveDiscrepancy: (operating, { operator, body, id }) => resolveCase(operating, operator, body, id),
  planReplay,
  listReplays,
  showReplay,
  listReplayLines,
  approveReplay,
  runReplay,
  pauseReplay,
  resumeReplay,
  listAudit,
  listAuditChains,
  listAuditAnchors,
  exportAudit,
  exportJournal,
  exportSeal,
  listTenants: showTenants,
  giveCredential: give,
  rotateCredential: rotateSecret,
  revokeCredential: revokeSecret,
};
