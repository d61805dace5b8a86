import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readEntries, readHeads } from '../../adapters/ledger/audit.ts';
import { maySee, type Operator } from '../../core/access.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { KeptHead } from '../../core/audit/open-acts.ts';
import { auditQuerySchema } from '../../schemas/api/audit.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import type { Request } from './request.ts';

/** Entries looked at for one answer: whoever asks for what is rare gets what was found so far, and where to go on. */
const READ_MAX = 5000;
const READ_AT_ONCE = 500;

/** `GET /v1/audit/chains` */
export async function listAuditChains({ table }: Operating, { operator }: Request): Promise<APIGatewayProxyResult> {
  const chains = (await seenBy(operator, table)).map(({ tenant, sequence, hash, sealed }) => ({
    tenant,
    sequence,
    hash,
    sealed,
  }));
  return jsonAnswer(200, { chains });
}

/** `GET /v1/audit`: tenant by tenant, the newest first. */
export async function listAudit({ table }: Operating, { operator, query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = auditQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit, ...filter } = parsed.data;
  const place = placeOf(filter, cursor);
  if (place === null) return refuse(400, 'request.cursor-invalid');
  const chains = (await seenBy(operator, table)).map(({ tenant }) => tenant);
  const { tenant: one } = filter;
  if (one !== undefined && !chains.includes(one)) return refuse(404, 'audit.tenant-unknown');
  const [from = '', below = ''] = place.split('\n');
  const entries: AuditEntry[] = [];
  let read = 0;
  for (const tenant of chains.filter((each) => (one ?? each) === each && each >= from)) {
    let before = tenant === from && below !== '' ? Number(below) : undefined;
    for (let more = true; more;) {
      const page = await readEntries(table, tenant, { ...(before === undefined ? {} : { before }), max: READ_AT_ONCE });
      for (const entry of page.entries) {
        if (matches(entry, filter)) entries.push(entry);
        if (entries.length === limit)
          return jsonAnswer(200, { entries, next: cursorOf(filter, `${tenant}\n${entry.sequence}`) });
      }
      read += page.entries.length;
      before = page.next ?? undefined;
      more = page.next !== null && !isBefore(page.entries.at(-1), filter.from);
      if (more && read >= READ_MAX) return jsonAnswer(200, { entries, next: cursorOf(filter, `${tenant}\n${before}`) });
    }
  }
  return jsonAnswer(200, { entries, next: null });
}

/** Chains the person may see, by tenant. */
export async function seenBy(operator: Operator, table: Operating['table']): Promise<readonly KeptHead[]> {
  return (await readHeads(table)).filter(({ tenant }) => maySee(operator, tenant));
}

interface Filter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly by?: string | undefined;
}

function matches(entry: AuditEntry, { from, to, action, by }: Filter): boolean {
  return (
    !isBefore(entry, from) &&
    (to === undefined || new Date(entry.at).getTime() < startOf(to) + DAY_MS) &&
    (action ?? entry.action) === entry.action &&
    (by ?? entry.by) === entry.by
  );
}

function isBefore(entry: AuditEntry | undefined, date: string | undefined): boolean {
  return entry !== undefined && date !== undefined && new Date(entry.at).getTime() < startOf(date);
}

/** Midnight in China. */
function startOf(date: string): number {
  return new Date(`${date}T00:00:00+08:00`).getTime();
}

const DAY_MS = 86_400_000;
