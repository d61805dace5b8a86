import { auditOperations } from './audit.ts';
import { discrepancyOperations } from './discrepancies.ts';
import { failureOperations } from './failures.ts';
import type { Operation } from './operation.ts';
import { reconciliationOperations } from './reconciliations.ts';
import { recordOperations } from './records.ts';
import { replayOperations } from './replays.ts';
import { statementOperations } from './statements.ts';
import { tenantOperations } from './tenants.ts';

/** All operators may call, in the order of the description. An area tells its own in a file of its own and is one line here. */
export const operations = [
  ...failureOperations,
  ...recordOperations,
  ...statementOperations,
  ...reconciliationOperations,
  ...discrepancyOperations,
  ...replayOperations,
  ...tenantOperations,
  ...auditOperations,
] as const satisfies readonly Operation[];

export type OperationId = (typeof operations)[number]['id'];
