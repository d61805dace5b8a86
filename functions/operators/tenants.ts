import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import {
  type CredentialEntry,
  keepCredential,
  listCredentials,
  newEntry,
  readCredential,
  revoke,
  rotate,
  signingIdOf,
} from '../../adapters/secrets/credentials.ts';
import { SECRET_CACHE_MS } from '../../adapters/secrets/secrets.ts';
import { maySee } from '../../core/access.ts';
import {
  type CredentialView,
  type GivenSecret,
  newCredentialSchema,
  rotationSchema,
} from '../../schemas/api/tenants.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import type { Request } from './request.ts';

/** `GET /v1/tenants` */
export async function showTenants({ table, clock }: Operating, { operator }: Request): Promise<APIGatewayProxyResult> {
  const entries = (await listCredentials(table)).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const names = [...new Set(systems.map(({ tenant }) => tenant))].filter((tenant) => maySee(operator, tenant));
  const tenants = names.map((tenant) => ({
    tenant,
    systems: systems.flatMap((system) => (system.tenant === tenant ? [system.id] : [])),
    credentials: entries.flatMap((entry) => (entry.tenant === tenant ? [viewOf(entry, clock.now())] : [])),
  }));
  return jsonAnswer(200, { tenants });
}

/** `POST /v1/tenants/{id}/credentials`: the secret is in the answer and nowhere else. */
export async function give(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const { operator, id: tenant } = request;
  const known = systems.filter((system) => system.tenant === tenant);
  if (known.length === 0 || !maySee(operator, tenant)) return refuse(404, 'tenant.unknown');
  const parsed = newCredentialSchema.safeParse(jsonOf(request.body));
  if (!parsed.success) return refuse(400, 'tenant.request-invalid', fieldsOf(parsed.error.issues));
  const system = parsed.data.purpose === 'signing' ? parsed.data.system : null;
  if (system !== null && !known.some(({ id }) => id === system)) return refuse(400, 'tenant.request-invalid', 'system');
  const { purpose } = parsed.data;
  const now = operating.clock.now();
  const credentialId = system === null ? `${tenant}-${operating.randomBytes(6).toString('hex')}` : signingIdOf(system);
  const entry = newEntry({ credentialId, tenant, purpose, system }, operator.name, now);
  const act = { tenant, by: operator.name, action: 'tenant.credential-given', about: credentialId };
  return await audited(operating, { ...act, detail: { purpose, system } }, async () => {
    const secret = newSecret(operating);
    if (!(await keepCredential(operating.table, operating.sealing, entry, secret)))
      return refuse(409, 'tenant.credential-exists');
    operating.log.info('tenant.credential-given', { tenant, credentialId });
    return givenOnce(201, { credential: viewOf(entry, now), secret, holdsFrom: now.toISOString() });
  });
}

/** `POST /v1/credentials/{id}/rotation` */
export async function rotateSecret(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const entry = await ownCredential(operating, request);
  if (entry === undefined) return refuse(404, 'tenant.credential-unknown');
  const parsed = rotationSchema.safeParse(request.body.length === 0 ? {} : jsonOf(request.body));
  if (!parsed.success) return refuse(400, 'tenant.request-invalid', fieldsOf(parsed.error.issues));
  if (entry.revokedAt !== null) return refuse(409, 'tenant.credential-revoked');
  const { tenant, credentialId } = entry;
  const { overlapDays } = parsed.data;
  const now = operating.clock.now();
  const previousUntil = overlapDays === 0 ? null : new Date(now.getTime() + overlapDays * DAY_MS).toISOString();
  const act = { tenant, by: request.operator.name, action: 'tenant.credential-rotated', about: credentialId };
  return await audited(operating, { ...act, detail: { overlapDays } }, async () => {
    const secret = newSecret(operating);
    const rotated = await rotate(operating.table, operating.sealing, entry, { secret, now, previousUntil });
    if (typeof rotated === 'string') return refuse(409, NOT_ROTATED[rotated]);
    operating.log.info('tenant.credential-rotated', { tenant, credentialId });
    return givenOnce(200, { credential: viewOf(rotated, now), secret, holdsFrom: everywhereFrom(now) });
  });
}

/** `POST /v1/credentials/{id}/revocation` */
export async function revokeSecret(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const entry = await ownCredential(operating, request);
  if (entry === undefined) return refuse(404, 'tenant.credential-unknown');
  if (entry.purpose === 'signing') return refuse(409, 'tenant.signing-in-use');
  const { tenant, credentialId } = entry;
  const now = operating.clock.now();
  const act = { tenant, by: request.operator.name, action: 'tenant.credential-revoked', about: credentialId };
  return await audited(operating, { ...act, detail: {} }, async () => {
    const by = { by: request.operator.name, now };
    const revoked = entry.revokedAt === null ? await revoke(operating.table, entry, by) : entry;
    if (revoked === 'changed') return refuse(409, 'tenant.credential-changed');
    operating.log.info('tenant.credential-revoked', { tenant, credentialId });
    const since = new Date(revoked.revokedAt ?? now);
    return jsonAnswer(200, { credential: viewOf(revoked, now), refusedFrom: everywhereFrom(since) });
  });
}

const DAY_MS = 86_400_000;
/** A signing secret of Standard Webhooks has 24 to 64 bytes. */
const SECRET_BYTES = 32;
const NOT_ROTATED = {
  underway: 'tenant.rotation-underway',
  changed: 'tenant.credential-changed',
} as const satisfies Readonly<Record<string, ProblemCode>>;

async function ownCredential({ table }: Operating, { id, operator }: Request): Promise<CredentialEntry | undefined> {
  const entry = await readCredential(table, id);
  return entry !== undefined && maySee(operator, entry.tenant) ? entry : undefined;
}

function newSecret({ randomBytes }: Operating): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** Other execution environments keep what they have read for a minute. */
function everywhereFrom(now: Date): string {
  return new Date(now.getTime() + SECRET_CACHE_MS).toISOString();
}

function givenOnce(status: 200 | 201, given: GivenSecret): APIGatewayProxyResult {
  const answer = jsonAnswer(status, given);
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

function viewOf(entry: CredentialEntry, now: Date): CredentialView {
  const { version: _version, ...rest } = entry;
  const isRotating = entry.previousUntil !== null && Date.parse(entry.previousUntil) >= now.getTime();
  if (entry.revokedAt !== null) return { ...rest, state: 'REVOKED' };
  return { ...rest, state: isRotating ? 'ROTATING' : 'VALID' };
}

function fieldsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[]): string {
  return [...new Set(issues.map(({ path, code }) => path.join('.') || code))].join(', ');
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
