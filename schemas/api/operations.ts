import { discrepancyOperations } from './discrepancies.ts';
import type { Operation } from './operation.ts';
import { reconciliationOperations } from './reconciliations.ts';
import { statementOperations } from './statements.ts';
import { tenantOperations } from './tenants.ts';

/** All operators may call, in the order of the description. An area tells its own in a file of its own and is one line here. */
export const operations = [
  ...statementOperations,
  ...reconciliationOperations,
  ...discrepancyOperations,
  ...tenantOperations,
] as const satisfies readonly Operation[];

export type OperationId = (typeof operations)[number]['id'];
