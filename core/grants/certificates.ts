import type { Certificate } from '../../schemas/canonical/certificate.ts';
import type { Machine } from './machine.ts';

/**
 * How the verification of a certificate moves (DOMAIN §7). One that was not found, or did not agree, may be put right and
 * declared again; one that was granted on may still be revoked: both are ours.
 */
export const CERTIFICATES: Machine<Certificate['verification']> = {
  DECLARED: ['VERIFYING'],
  VERIFYING: ['VERIFIED', 'MISMATCH', 'NOT_FOUND', 'UNVERIFIABLE'],
  VERIFIED: ['CLAIMED', 'REVOKED'],
  MISMATCH: ['DECLARED'],
  NOT_FOUND: ['DECLARED'],
  UNVERIFIABLE: ['DECLARED'],
  CLAIMED: ['REVOKED'],
  REVOKED: [],
};
