export type VaultErrorCode =
  /** No such object, or a range beyond its end. */
  | 'vault.missing'
  /** The bytes at this place are no vault object, or of another format version. */
  | 'vault.format'
  /** The data key is not this object's: another object's header, or a damaged one. */
  | 'vault.key'
  /** A frame fails its authentication: changed, moved, of another object or number. */
  | 'vault.authentication'
  /** The object ends before its last frame. */
  | 'vault.truncated'
  /** A frame above the limit, or no frame at all: refused before anything is written. */
  | 'vault.frame-size'
  /** S3 or KMS could not be asked, or would not answer: no permission, a key that is disabled. Later it may be otherwise. */
  | 'vault.unavailable';

/** Why sealed records could not be written or read. Carries the object's key, never its content. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, object: string, options?: ErrorOptions) {
    super(`${code}: ${object}`, options);
    this.code = code;
  }
}
