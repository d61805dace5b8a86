import { CliError } from '../cli-error.ts';
import { answered, type OperatorClient } from '../operator-client.ts';
import type { CaseQuery } from './filters.ts';
import type { CaseView } from './view.ts';

/** What a page of the API may hold. */
const PAGE_MAX = 100;

/** Discrepancies, page by page, up to `max`; `hasMore` where there are others. */
export async function listCases(
  client: OperatorClient,
  filter: CaseQuery,
  max: number,
): Promise<{ readonly cases: readonly CaseView[]; readonly hasMore: boolean }> {
  const cases: CaseView[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const query = { ...filter, limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const page = await answered(client.GET('/discrepancies', { params: { query } }));
    cases.push(...page.discrepancies);
    if (page.next === null) return { cases: cases.slice(0, max), hasMore: cases.length > max };
    if (cases.length >= max) return { cases: cases.slice(0, max), hasMore: true };
    if (seen.has(page.next)) throw repeatedCursor();
    seen.add(page.next);
    cursor = page.next;
  }
}

function repeatedCursor(): CliError {
  return new CliError(
    'bridge.pages',
    { zh: '接口的分页没有尽头', en: 'the pages of the API do not end' },
    { zh: '稍后重试；仍如此请告知维护者。', en: 'Try again later; if it stays so, tell the maintainers.' },
  );
}
