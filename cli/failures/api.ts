import type { Failure, FailurePage } from '../../schemas/api/failures.ts';
import { CliError } from '../cli-error.ts';
import { answered, type OperatorClient } from '../operator-client.ts';
import type { Conditions } from './conditions.ts';

/** What is looked for; a person's number goes in the body, never in a URL. */
export interface Search {
  readonly conditions: Conditions;
  readonly citizenId: string | null;
}

/** What the API takes at once. */
const PAGE_MAX = 200;

export async function failurePage(
  client: OperatorClient,
  { conditions, citizenId }: Search,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<FailurePage> {
  if (citizenId !== null)
    return await answered(client.POST('/failures/search', { body: { ...conditions, ...page, citizenId } }));
  return await answered(client.GET('/failures', { params: { query: { ...conditions, ...page } } }));
}

/**
 * So many of them, or as many as there are: a page of the API may be short, or empty, and yet have another behind it. Throws CliError
 * where the pages do not end.
 */
export async function failuresUpTo(
  client: OperatorClient,
  search: Search,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<FailurePage> {
  const failures: Failure[] = [];
  const seen = new Set<string>();
  for (let next: string | null = cursor ?? ''; next !== null;) {
    const left = Math.min(PAGE_MAX, limit - failures.length);
    const page = await failurePage(client, search, { limit: left, ...(next === '' ? {} : { cursor: next }) });
    failures.push(...page.failures);
    if (page.next === null || failures.length >= limit) return { failures, next: page.next };
    if (seen.has(page.next)) throw endless();
    seen.add(page.next);
    next = page.next;
  }
  return { failures, next: null };
}

function endless(): CliError {
  return new CliError(
    'bridge.pages',
    { zh: '接口的分页没有尽头', en: 'the pages of the API do not end' },
    { zh: '稍后重试；仍如此请告知维护者。', en: 'Try again later; if it stays so, tell the maintainers.' },
  );
}
