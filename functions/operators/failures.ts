import type { APIGatewayProxyResult } from 'aws-lambda';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { personKey } from '../../core/identity.ts';
import { type Failure, type FailurePage, failureQuerySchema, failureSearchSchema } from '../../schemas/api/failures.ts';
import { identify } from '../../schemas/codecs/identify.ts';
import type { Operating } from './environment.ts';
import { batchFailures } from './failures-batches.ts';
import { indexedFailures } from './failures-index.ts';
import { type FailureFilter, isBefore, type Seen, type Wanted } from './failures-wanted.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import type { Request } from './request.ts';

/** What one page looks at, so that a condition nothing meets ends all the same: the page is short and says where it goes on. */
const LOOKED_AT_MAX = 2_000;

/** `GET /v1/failures`: what is wrong now, newest first. */
export async function listFailures(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const parsed = failureQuerySchema.safeParse(request.query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit, ...filter } = parsed.data;
  const after = afterOf(filter, cursor);
  if (after === undefined) return refuse(400, 'request.cursor-invalid');
  return await pageOf(operating, { operator: request.operator, filter, person: null }, after, limit, filter);
}

/** `POST /v1/failures/search`: the same of one person, under whichever of linked permits. */
export async function searchFailures(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const parsed = failureSearchSchema.safeParse(jsonOf(request.body));
  if (!parsed.success) return refuse(400, 'request.body-invalid', conditionsOf(parsed.error));
  const { cursor, limit, citizenId, ...filter } = parsed.data;
  const { normal } = identify('citizen-id', citizenId, businessDate(operating.clock.now()));
  if (normal === null) return refuse(400, 'request.body-invalid', 'citizenId');
  const key = personKey(await operating.secrets.indexKey(), normal);
  const person = (await readLinkedPersons(operating.table, [key])).get(key) ?? key;
  // A cursor is bound to the person by the keyed hash: the number itself could be found out from a plain one.
  const bound = { ...filter, person };
  const after = afterOf(bound, cursor);
  if (after === undefined) return refuse(400, 'request.cursor-invalid');
  return await pageOf(operating, { operator: request.operator, filter, person }, after, limit, bound);
}

async function pageOf(
  operating: Operating,
  wanted: Wanted,
  after: Pick<Seen, 'at' | 'key'> | null,
  limit: number,
  bound: FailureFilter,
): Promise<APIGatewayProxyResult> {
  const failures: Failure[] = [];
  let looked = 0;
  let next: string | null = null;
  for await (const seen of inOrder(
    indexedFailures(operating, wanted, after),
    batchFailures(operating, wanted, after),
  )) {
    // There is something behind the page: what was last looked at is where it goes on.
    if (next !== null && (failures.length === limit || looked === LOOKED_AT_MAX))
      return answered({ failures, next: cursorOf(bound, next) });
    looked += 1;
    if (seen.failure !== null) failures.push(seen.failure);
    next = `${seen.at}\n${seen.key}`;
  }
  return answered({ failures, next: null });
}

/** Two lists in one order, each entry as it is asked for. */
async function* inOrder(a: AsyncGenerator<Seen>, b: AsyncGenerator<Seen>): AsyncGenerator<Seen> {
  let [ofA, ofB] = await Promise.all([a.next(), b.next()]);
  while (ofA.done !== true || ofB.done !== true) {
    const isA = ofA.done !== true && (ofB.done === true || isBefore(ofA.value, ofB.value));
    if (ofA.done !== true && isA) {
      yield ofA.value;
      ofA = await a.next();
    } else if (ofB.done !== true) {
      yield ofB.value;
      ofB = await b.next();
    }
  }
}

/** Where the page goes on; `null` = it is the first; undefined: the cursor is none of this query's. */
function afterOf(bound: object, cursor: string | undefined): Pick<Seen, 'at' | 'key'> | null | undefined {
  const place = placeOf(bound, cursor);
  if (place === null) return undefined;
  const [at = '', key = ''] = place.split('\n');
  return place === '' ? null : { at, key };
}

function answered(page: FailurePage): APIGatewayProxyResult {
  const answer = jsonAnswer(200, page);
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
