import { discrepancyOperations } from './discrepancies.ts';
import type { Operation } from './operation.ts';
import { reconciliationOperations } from './reconciliations.ts';
import { statementOperations } from './statements.ts';

/** All operators may call, in the order of the description. An area tells its own in a file of its own and is one line here. */
export const operations = [
  ...statementOperations,
  ...reconciliationOperations,
  ...discrepancyOperations,
] as const satisfies readonly Operation[];

export type OperationId = (typeof operations)[number]['id'];
