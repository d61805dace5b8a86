import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { caseKeyOfId, listCases, readCase, type Unit } from '../../adapters/ledger/discrepancies.ts';
import { casesCsv } from '../../adapters/reports/cases-csv.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { maySee } from '../../core/access.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import type { Case } from '../../core/reconcile/cases.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { tenantsSeen } from '../../core/tenant-programmes.ts';
import { type DiscrepancyQuery, discrepancyQuerySchema } from '../../schemas/api/discrepancies.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import { caseView } from './case-view.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import type { Request } from './request.ts';

/** An answer of a function is at most 6 MB, base64 included. */
const ANSWER_BYTES_MAX = 4_000_000;
const EXPORTED_MAX = 20_000;
const EXPORTED_PER_PAGE = 1_000;

/** `GET /v1/discrepancies`: by programme, kind and record; `format=csv`: all of them as a file a spreadsheet opens. */
export async function listDiscrepancies(
  operating: Operating,
  { operator, query }: Request,
): Promise<APIGatewayProxyResult> {
  const parsed = discrepancyQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit, format, ...filter } = parsed.data;
  const seen = { ...filter, tenants: tenantsSeen(operator) };
  if (format === 'csv') return await exportAll(operating, seen);
  const place = placeOf(filter, cursor);
  if (place === null) return refuse(400, 'request.cursor-invalid');
  const { cases, next } = await pageOf(operating, seen, place, limit);
  return jsonAnswer(200, {
    discrepancies: cases.map(caseView),
    next: next === null ? null : cursorOf(filter, next),
  });
}

/** `GET /v1/discrepancies/{id}`: the case, and what both sides say, masked. */
export async function showDiscrepancy(operating: Operating, { operator, id }: Request): Promise<APIGatewayProxyResult> {
  const key = caseKeyOfId(id);
  const found = key === undefined ? undefined : await readCase(operating.table, key);
  if (found === undefined || !maySee(operator, found.tenant)) return refuse(404, 'case.unknown');
  return jsonAnswer(200, { ...caseView(found), evidence: await maskedLine(operating, found) });
}

type Filter = Pick<DiscrepancyQuery, 'code' | 'programme' | 'kind' | 'state' | 'night' | 'tenant'> & {
  readonly tenants: readonly string[] | undefined;
};

async function pageOf(
  { table }: Operating,
  { programme, kind, ...filter }: Filter,
  place: string,
  max: number,
): Promise<{ readonly cases: readonly Case[]; readonly next: string | null }> {
  const units = PROGRAMMES.flatMap(({ code }) => KINDS.map((each): Unit => ({ programme: code, kind: each }))).filter(
    (unit) => (programme ?? unit.programme) === unit.programme && (kind ?? unit.kind) === unit.kind,
  );
  const [from = '', after = ''] = place.split('\n');
  const cases: Case[] = [];
  let start = Math.max(
    0,
    units.findIndex((unit) => nameOf(unit) === from),
  );
  for (let key = after; start < units.length; start += 1, key = '') {
    const unit = units[start];
    if (unit === undefined) break;
    const page = await listCases(table, unit, filter, key, max - cases.length);
    cases.push(...page.cases);
    if (page.next !== null) return { cases, next: `${nameOf(unit)}\n${page.next}` };
    const following = units[start + 1];
    // Only ever short of the first record of the next: a place has to name something.
    if (cases.length === max && following !== undefined) return { cases, next: `${nameOf(following)}\n` };
  }
  return { cases, next: null };
}

function nameOf({ programme, kind }: Unit): string {
  return `${programme}#${kind}`;
}

async function exportAll(operating: Operating, filter: Filter): Promise<APIGatewayProxyResult> {
  const cases: Case[] = [];
  for (let place: string | null = ''; place !== null;) {
    const page = await pageOf(operating, filter, place, EXPORTED_PER_PAGE);
    cases.push(...page.cases);
    if (cases.length > EXPORTED_MAX) return refuse(413, 'file.too-large', `more than ${EXPORTED_MAX} rows`);
    place = page.next;
  }
  const file = casesCsv(cases.map(caseView));
  if (file.length > ANSWER_BYTES_MAX) return refuse(413, 'file.too-large', `${cases.length} rows`);
  return {
    statusCode: 200,
    isBase64Encoded: true,
    body: file.toString('base64'),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="discrepancies.csv"',
    },
  };
}

/** `null` where it no longer lies there: the case stands all the same. */
async function maskedLine({ vault, log }: Operating, { line: pointer }: Case): Promise<DiscrepancyLine | null> {
  const { line, ...frame } = parsePointer(pointer);
  try {
    const texts = Buffer.from(await vault.readFrame(frame))
      .toString('utf8')
      .split('\n');
    return JSON.parse(texts[line] ?? 'null') as DiscrepancyLine | null;
  } catch (error) {
    if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
    log.error('case.line-unreadable', { object: frame.object, error });
    return null;
  }
}
