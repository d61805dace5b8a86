import type { ProblemCode } from '../problem.ts';
import { bankCardCodec } from './bank-card.ts';
import { citizenIdCodec } from './citizen-id.ts';
import { isRefusal, type Codec } from './codec.ts';
import { degreeCertificateCodec } from './degree-certificate.ts';
import { mobileCodec } from './mobile.ts';
import { skillCertificateCodec } from './skill-certificate.ts';
import { usccCodec } from './uscc.ts';

/** The identifiers `bridge id` knows. */
export const IDENTIFIER_KINDS = [
  'citizen-id',
  'uscc',
  'bank-card',
  'degree-certificate',
  'skill-certificate',
  'mobile',
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** One line of `bridge id --json`. `normal` is null where the value is not valid. */
export interface Identified {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly valid: boolean;
  readonly normal: string | null;
  readonly warnings: readonly ProblemCode[];
  readonly problem: ProblemCode | null;
}

/** Validates one value on its own; `today` (UTC+8, `YYYY-MM-DD`) bounds birth dates. */
export function identify(kind: IdentifierKind, value: string, today: string): Identified {
  const codec = CODECS[kind];
  const trimmed = value.trim();
  const decoded = trimmed === '' ? { refused: 'row.field-missing' as const } : codec.decode(trimmed, today);
  if (isRefusal(decoded)) return { kind, value, valid: false, normal: null, warnings: [], problem: decoded.refused };
  const caution = codec.caution?.(decoded);
  return { kind, value, valid: true, normal: decoded, warnings: caution === undefined ? [] : [caution], problem: null };
}

export function isIdentifierKind(kind: string): kind is IdentifierKind {
  return IDENTIFIER_KINDS.some((known) => known === kind);
}

const CODECS: Readonly<Record<IdentifierKind, Codec<string>>> = {
  'citizen-id': citizenIdCodec,
  uscc: usccCodec,
  'bank-card': bankCardCodec,
  'degree-certificate': degreeCertificateCodec,
  'skill-certificate': skillCertificateCodec,
  mobile: mobileCodec,
};
