import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { type Unmasked, unmaskSchema } from '../../schemas/api/records.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import { conditionsOf } from './query.ts';
import { type Found, findRecord, nameIn } from './record-keys.ts';
import { toldBy } from './record-source.ts';
import { batchesOf } from './record-story.ts';
import type { Request } from './request.ts';

/**
 * `POST /v1/records/{key}/unmask`: the record's values as they are, once. Who asked and why stands in the chain of each tenant whose record
 * it is before anything is read; the answer is kept nowhere.
 */
export async function unmaskRecord(
  operating: Operating,
  { operator, id, body }: Request,
): Promise<APIGatewayProxyResult> {
  const parsed = unmaskSchema.safeParse(jsonOf(body));
  if (!parsed.success) return refuse(400, 'request.body-invalid', conditionsOf(parsed.error));
  const key = nameIn(id);
  const items = await findRecord(operating, operator, key);
  if (items.length === 0) return refuse(404, 'record.unknown');
  const tenants = [...new Set(items.map(({ tenant }) => tenant))];
  const detail = await sealReason(operating, parsed.data.reason);
  const act = (tenant: string) => ({
    tenant,
    by: operator.name,
    action: 'record.unmasked',
    about: key,
    detail: { ...detail, sources: items.filter((item) => item.tenant === tenant).length },
  });
  return await tenants.reduceRight(
    (carryOut: () => Promise<APIGatewayProxyResult>, tenant) => () => audited(operating, act(tenant), carryOut),
    () => unmasked(operating, key, items),
  )();
}

/** What a person wrote may name somebody, which a chain never does: it lies sealed, and the chain says where and by which hash. */
async function sealReason({ vault, clock, randomBytes }: Operating, reason: string) {
  const bytes = Buffer.from(reason, 'utf8');
  const reasonAt = `${REASONS}${clock.now().toISOString().slice(0, 10)}/${randomBytes(12).toString('hex')}`;
  await vault.writeOne(reasonAt, bytes);
  return { reasonAt, reasonHash: createHash('sha256').update(bytes).digest('hex') };
}

const REASONS = 'unmaskings/';

async function unmasked(operating: Operating, recordKey: string, items: Found): Promise<APIGatewayProxyResult> {
  const batches = await batchesOf(operating, items);
  const told = await Promise.all(
    items.map((item) => toldBy(operating, item, batches.get(item.batchId) ?? null, items)),
  );
  const records = told.map(({ item, fields }) => ({ source: item.source, fields: [...fields] }));
  const answer = jsonAnswer(200, { recordKey, records } satisfies Unmasked);
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
