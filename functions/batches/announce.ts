import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { uploadTarget } from '../../adapters/landing/landing.ts';
import { announcedBatch, createBatch, type Manifest, readBatch } from '../../adapters/ledger/batches.ts';
import { enterImport, isHistorySigned } from '../../adapters/ledger/history.ts';
import { manifestSchema } from '../../schemas/manifest.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';
import { parseBody } from './parse-body.ts';

/** How long the upload may take to begin. */
const UPLOAD_SECONDS = 900;

/** `POST /v1/batches`: takes the manifest, answers where to put the file. The same manifest again is the same batch. */
export async function announce(
  serving: Serving,
  partner: Partner,
  _event: APIGatewayProxyEvent,
  body: Buffer,
): Promise<APIGatewayProxyResult> {
  const parsed = parseBody(manifestSchema, body);
  if ('refusal' in parsed) return parsed.refusal;
  const { programmeYear, totalFen, purpose, ...rest } = parsed.value;
  const manifest: Manifest = {
    ...rest,
    programmeYear: programmeYear ?? null,
    totalFen: totalFen ?? null,
    ...(typeof purpose === 'string' ? { purpose } : {}),
  };
  const system = systemById(manifest.system);
  // Another tenant's system is as unknown as one that does not exist.
  if (system === undefined || system.tenant !== partner.tenant) return refuse(403, 'auth.forbidden', 'system');
  if (mappingOf(system, manifest.kind) === undefined) return refuse(400, 'batch.manifest-invalid', 'kind');
  const imports = manifest.purpose === 'settled-history';
  if (imports && system.side !== 'city') return refuse(400, 'batch.manifest-invalid', 'purpose');
  if (manifest.purpose === 'export' && system.side !== 'province')
    return refuse(400, 'batch.manifest-invalid', 'purpose');
  if (imports && (await isHistorySigned(serving.table, partner.tenant))) return refuse(409, 'history.closed');

  const now = serving.clock.now();
  const announced = announcedBatch(partner.tenant, manifest, now);
  const { batchId } = announced;
  if (imports) await enterImport(serving.table, partner.tenant, batchId);
  const created = await createBatch(serving.table, announced);
  const batch = created ? undefined : await readBatch(serving.table, batchId);
  const expiresAt = new Date(now.getTime() + UPLOAD_SECONDS * 1000).toISOString();
  const target = await uploadTarget(serving.landing, batchId, UPLOAD_SECONDS);
  serving.log.info('batch.announced', {
    batchId,
    tenant: partner.tenant,
    rows: manifest.rows,
    state: batch?.state ?? 'AWAITING_UPLOAD',
  });
  return jsonAnswer(created ? 201 : 200, { batchId, upload: { ...target, expiresAt } });
}
