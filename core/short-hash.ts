import { createHash } from 'node:crypto';

const LENGTH = 26;

/** A name for a piece of text: the first 156 bits of its SHA-256, safe in keys and URLs. Not for secrets. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').replaceAll('_', '.').slice(0, LENGTH);
}
