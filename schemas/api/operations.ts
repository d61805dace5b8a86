import type { Operation } from './operation.ts';

/** All operators may call, in the order of the description. */
export const operations: readonly Operation[] = [];
