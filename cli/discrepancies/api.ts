import { CliError } from '../cli-error.ts';
import { connectOperator, type PartnerApi } from '../partner-api.ts';
import type { CasePageView, CaseView } from './view.ts';

/** What a page of the API may hold. */
const PAGE_MAX = 100;

export interface Asking {
  readonly data: string;
  /** A sample user of the local stack; absent: whoever is logged in. */
  readonly by?: string;
}

/** The API as whoever asks. Throws CliError. */
export function connectViewer({ data, by }: Asking): PartnerApi {
  return connectOperator(data, by);
}

export function pathOf(id: string, act?: 'notes' | 'owner' | 'resolution'): string {
  return `/discrepancies/${encodeURIComponent(id)}${act === undefined ? '' : `/${act}`}`;
}

/** Discrepancies, page by page, up to `max`; `hasMore` where there are others. */
export async function listCases(
  api: PartnerApi,
  query: URLSearchParams,
  max: number,
): Promise<{ readonly cases: readonly CaseView[]; readonly hasMore: boolean }> {
  const cases: CaseView[] = [];
  const seen = new Set<string>();
  const asked = new URLSearchParams(query);
  asked.set('limit', String(PAGE_MAX));
  for (;;) {
    const page = (await api.get(`/discrepancies?${asked.toString()}`)) as CasePageView;
    cases.push(...page.discrepancies);
    if (page.next === null) return { cases: cases.slice(0, max), hasMore: cases.length > max };
    if (cases.length >= max) return { cases: cases.slice(0, max), hasMore: true };
    if (seen.has(page.next)) throw repeatedCursor();
    seen.add(page.next);
    asked.set('cursor', page.next);
  }
}

function repeatedCursor(): CliError {
  return new CliError(
    'bridge.pages',
    { zh: '接口的分页没有尽头', en: 'the pages of the API do not end' },
    { zh: '稍后重试；仍如此请告知维护者。', en: 'Try again later; if it stays so, tell the maintainers.' },
  );
}
