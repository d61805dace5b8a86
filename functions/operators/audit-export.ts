import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { listLocked, readFirst, readLocked } from '../../adapters/anchors/locked-store.ts';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readEntries, readHead } from '../../adapters/ledger/audit.ts';
import { isPlaceOf, readJournalPage } from '../../adapters/ledger/journal.ts';
import { maySee } from '../../core/access.ts';
import { anchorHash, anchorKeyOf, ANCHORS } from '../../core/audit/anchor.ts';
import { fenOf, leafText, parseSealed, sealedKeyOf } from '../../core/audit/journal.ts';
import {
  anchorsQuerySchema,
  exportAuditQuerySchema,
  journalQuerySchema,
  sealQuerySchema,
} from '../../schemas/api/audit.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import type { Request } from './request.ts';

/** An answer of ours is at most a megabyte to whoever reads it by our own client. */
const ENTRIES_MAX = 500;
const LEAVES_MAX = 800;
/** All tenants' entries of a day lie together: a function has seconds to find one tenant's. */
const READS_MAX = 60;
const SEALED_MAX = 3000;
const ANCHORS_MAX = 60;

/** `GET /v1/audit/export` */
export async function exportAudit({ table }: Operating, { operator, query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = exportAuditQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { tenant, after } = parsed.data;
  if (!maySee(operator, tenant)) return refuse(404, 'audit.tenant-unknown');
  // The end first: what is added meanwhile stands behind it, and is no cut. A chain that has none may have had one: whoever verifies says.
  const kept = await readHead(table, tenant);
  const head = kept === undefined ? null : { tenant, sequence: kept.sequence, hash: kept.hash };
  const { entries, next } = await readEntries(table, tenant, { after, max: ENTRIES_MAX });
  return jsonAnswer(200, { entries, head, next });
}

/** `GET /v1/audit/journal` */
export async function exportJournal(
  { table }: Operating,
  { operator, query }: Request,
): Promise<APIGatewayProxyResult> {
  const parsed = journalQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, ...of } = parsed.data;
  const place = placeOf(of, cursor);
  const [pk = '', sk = ''] = place?.split('\n') ?? [];
  if (place === null || (place !== '' && !isPlaceOf(of.date, { pk, sk }))) return refuse(400, 'request.cursor-invalid');
  if (!maySee(operator, of.tenant)) return refuse(404, 'audit.tenant-unknown');
  const leaves: string[] = [];
  let after = place === '' ? null : { pk, sk };
  for (let reads = 0; reads === 0 || (after !== null && leaves.length < LEAVES_MAX && reads < READS_MAX); reads++) {
    const page = await readJournalPage(table, of, after, LEAVES_MAX);
    leaves.push(...page.entries.map(leafText));
    after = page.next;
  }
  const fen = leaves.reduce((sum, text) => sum + fenOf(text), 0n).toString();
  const next = after === null ? null : cursorOf(of, `${after.pk}\n${after.sk}`);
  return jsonAnswer(200, { leaves, rows: leaves.length, fen, next });
}

/** `GET /v1/audit/seals` */
export async function exportSeal(operating: Operating, { operator, query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = sealQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, ...of } = parsed.data;
  const place = placeOf(of, cursor);
  if (place === null || !/^\d*$/.test(place)) return refuse(400, 'request.cursor-invalid');
  if (!maySee(operator, of.tenant)) return refuse(404, 'audit.tenant-unknown');
  const text = await readLocked(operating.locked, sealedKeyOf(of.tenant, of));
  if (text === null) return jsonAnswer(200, { sealed: null, next: null });
  const all = parseSealed(text);
  const end = Number(place) + SEALED_MAX;
  return jsonAnswer(200, {
    sealed: all.slice(Number(place), end),
    next: end < all.length ? cursorOf(of, String(end)) : null,
  });
}

/** `GET /v1/audit/anchors`: numbers and hashes of all chains, so whoever may see one may see them. */
export async function listAuditAnchors({ locked }: Operating, { query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = anchorsQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, ...filter } = parsed.data;
  const place = placeOf(filter, cursor);
  if (place === null || (place !== '' && !dateSchema.safeParse(place).success))
    return refuse(400, 'request.cursor-invalid');
  // What begins with a date stands before the file of that date.
  const after = place === '' ? `${ANCHORS}${filter.from ?? ''}` : anchorKeyOf(place);
  const left = (await listLocked(locked, ANCHORS)).filter(({ key }) => key.endsWith('.json') && key > after);
  const anchors = await Promise.all(
    left.slice(0, ANCHORS_MAX).map(async (object) => {
      const text = await readFirst(locked, object);
      return { date: object.key.slice(ANCHORS.length, -'.json'.length), text, sha256: anchorHash(text) };
    }),
  );
  const last = anchors.at(-1);
  const next = last !== undefined && left.length > anchors.length ? cursorOf(filter, last.date) : null;
  return jsonAnswer(200, { anchors, next });
}

const dateSchema = z.iso.date();
