import type { Code } from '../kernel/code.ts';
import { type Edit, loadVariant } from '../planted/variant.ts';

/**
 * A next version of the code, to run beside this one: limits, leases and waits are others, and a mapping has been changed, so that every
 * row has to be looked at again. Both versions read what the other has written.
 */
const EDITS: readonly Edit[] = [
  {
    file: 'functions/ingest/frame-cutter.ts',
    from: 'const CHUNK_RECORDS_MAX = 500;',
    to: 'const CHUNK_RECORDS_MAX = 2;',
  },
  {
    file: 'functions/ingest/merge.ts',
    from: 'return mappingFor(batch)?.version ?? 0;',
    to: 'return (mappingFor(batch)?.version ?? 0) + 1;',
  },
  {
    file: 'adapters/ledger/work.ts',
    from: 'export const WORK_LEASE_MS = 600_000;',
    to: 'export const WORK_LEASE_MS = 120_000;',
  },
];

export async function loadNewCode(): Promise<Code> {
  return await loadVariant('new code', EDITS);
}
