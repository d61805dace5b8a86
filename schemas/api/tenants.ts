import * as z from 'zod';
import { systems } from '../systems/registry.ts';
import type { Operation } from './operation.ts';
import { tenantSchema, timeSchema } from './parts.ts';
import type { Role } from './roles.ts';

/** Gives out secrets and takes them back: whoever could would be able to speak for a city, so it is the approvers' alone. */
const GIVING: readonly Role[] = ['approver'];
/** Who holds credentials is no secret to those who watch over acts. */
const WATCHING: readonly Role[] = ['approver', 'auditor'];

/** How long both secrets hold while a partner changes over. */
export const OVERLAP_DAYS_USUAL = 7;
export const OVERLAP_DAYS_MAX = 30;

/** `calls`: what a tenant signs its calls to us with; `signing`: what passes between us and one of its systems is signed with, both ways. */
export const CREDENTIAL_PURPOSES = ['calls', 'signing'] as const;

const credentialSchema = z
  .object({
    credentialId: z.string().meta({ description: '凭证编号，写入 bridge-credential。 Goes into `bridge-credential`.' }),
    tenant: tenantSchema,
    purpose: z.enum(CREDENTIAL_PURPOSES),
    system: z.string().nullable().meta({ description: '签名密钥所属的系统。 The system a signing secret belongs to.' }),
    state: z.enum(['VALID', 'ROTATING', 'REVOKED']),
    createdAt: timeSchema,
    createdBy: z.string(),
    rotatedAt: timeSchema.nullable(),
    previousUntil: timeSchema.nullable().meta({ description: '旧密钥有效至。 Until when the older secret holds.' }),
    revokedAt: timeSchema.nullable(),
    revokedBy: z.string().nullable(),
  })
  .meta({ id: 'Credential', description: '一份接入凭证；从不含密钥。 A credential; never its secret.' });
export type CredentialView = Readonly<z.infer<typeof credentialSchema>>;

const givenSchema = z
  .object({
    credential: credentialSchema,
    secret: z.string().meta({ description: '只显示这一次。 Shown this once.', example: 'whsec_…' }),
    holdsFrom: timeSchema.meta({
      description:
        '最迟从这时起处处有效：各函数最多沿用旧值一分钟。 Holds everywhere from then on: functions keep what they read for a minute at most.',
    }),
  })
  .meta({ id: 'GivenSecret' });
export type GivenSecret = Readonly<z.infer<typeof givenSchema>>;

export const listTenants = {
  id: 'listTenants',
  method: 'GET',
  path: '/tenants',
  summary: { zh: '各市与平台及其凭证', en: 'Tenants and their credentials' },
  roles: WATCHING,
  answers: {
    200: z.object({
      tenants: z.array(
        z.object({ tenant: tenantSchema, systems: z.array(z.string()), credentials: z.array(credentialSchema) }),
      ),
    }),
  },
} as const satisfies Operation;

export const newCredentialSchema = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('calls') }),
  z.strictObject({ purpose: z.literal('signing'), system: z.enum(systems.map(({ id }) => id)) }),
]);

export const giveCredential = {
  id: 'giveCredential',
  method: 'POST',
  path: '/tenants/{id}/credentials',
  summary: {
    zh: '给一个市或平台新的凭证；密钥只显示这一次',
    en: 'Give a tenant a new credential; its secret is shown this once',
  },
  roles: GIVING,
  body: newCredentialSchema,
  answers: { 201: givenSchema },
  refusals: { 400: ['tenant.request-invalid'], 404: ['tenant.unknown'], 409: ['tenant.credential-exists'] },
} as const satisfies Operation;

export const rotationSchema = z.strictObject({
  overlapDays: z
    .int()
    .min(0)
    .max(OVERLAP_DAYS_MAX)
    .default(OVERLAP_DAYS_USUAL)
    .meta({ description: '旧密钥还有效几天；0 即时作废。 Days the older one still holds; 0 ends it at once.' }),
});

export const rotateCredential = {
  id: 'rotateCredential',
  method: 'POST',
  path: '/credentials/{id}/rotation',
  summary: {
    zh: '换密钥：新旧两个在重叠期内都有效，至多两个',
    en: 'Rotate a secret: new and old both hold for a while, two at most',
  },
  roles: GIVING,
  body: rotationSchema,
  answers: { 200: givenSchema },
  refusals: {
    400: ['tenant.request-invalid'],
    404: ['tenant.credential-unknown'],
    409: ['tenant.rotation-underway', 'tenant.credential-revoked', 'tenant.credential-changed'],
  },
} as const satisfies Operation;

export const revokeCredential = {
  id: 'revokeCredential',
  method: 'POST',
  path: '/credentials/{id}/revocation',
  summary: {
    zh: '收回凭证：一分钟内处处拒绝，不能恢复',
    en: 'Revoke a credential: refused everywhere within a minute, for good',
  },
  roles: GIVING,
  answers: {
    200: z.object({
      credential: credentialSchema,
      refusedFrom: timeSchema.meta({ description: '最迟从这时起处处拒绝。 Refused everywhere from then on.' }),
    }),
  },
  refusals: {
    404: ['tenant.credential-unknown'],
    409: ['tenant.signing-in-use', 'tenant.credential-changed'],
  },
} as const satisfies Operation;

export const tenantOperations = [listTenants, giveCredential, rotateCredential, revokeCredential] as const;
