import type { AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import { emptyRoot, type SealedLeaf } from '../../core/audit/journal.ts';
import { CliError } from '../cli-error.ts';
import { answered, type OperatorClient } from '../operator-client.ts';
import type { AnchorText, AuditSource } from './source.ts';

/** A running stack, as an auditor reads it. */
export function sourceOfApi(client: OperatorClient): AuditSource {
  return {
    isWhole: true,
    tenants: async () => (await answered(client.GET('/audit/chains'))).chains.map(({ tenant }) => tenant),
    anchors: () =>
      paged<AnchorText>(async (cursor) => {
        const page = await answered(client.GET('/audit/anchors', { params: { query: { ...cursor } } }));
        return { items: page.anchors, next: page.next };
      }),
    chain: async (tenant, after) => {
      const entries: AuditEntry[] = [];
      let head: ChainHead | null = null;
      for (let place: number | null = after; place !== null;) {
        const query = { tenant, after: place };
        const page = await orUnseen(answered<ChainPage>(client.GET('/audit/export', { params: { query } })));
        if (page === null) return null;
        // The end as it was at first: what is added while this is read stands behind it.
        if (place === after) ({ head } = page);
        entries.push(...page.entries);
        place = page.next;
      }
      return { entries, head };
    },
    journal: (tenant, date) =>
      paged<string>(async (cursor) => {
        const query = { tenant, date, ...cursor };
        const page = await answered(client.GET('/audit/journal', { params: { query } }));
        return { items: page.leaves, next: page.next };
      }),
    sealed: async (tenant, { date, root }) => {
      if (root === emptyRoot) return [];
      let isThere = true;
      const leaves = await paged<SealedLeaf>(async (cursor) => {
        const query = { tenant, date, root, ...cursor };
        const page = await answered(client.GET('/audit/seals', { params: { query } }));
        isThere &&= page.sealed !== null;
        return { items: page.sealed ?? [], next: page.next };
      });
      return isThere ? leaves : null;
    },
  };
}

interface ChainPage {
  readonly entries: readonly AuditEntry[];
  readonly head: ChainHead | null;
  readonly next: number | null;
}

/** An anchor names all chains, also those whoever asks may not see. */
async function orUnseen(asked: Promise<ChainPage>): Promise<ChainPage | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CliError && error.code === 'audit.tenant-unknown') return null;
    throw error;
  }
}

async function paged<T>(
  read: (cursor: {
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: { readonly items: readonly T[]; readonly next: string | null } = await read(
      next === '' ? {} : { cursor: next },
    );
    all.push(...page.items);
    ({ next } = page);
  }
  return all;
}
