export type SecretErrorCode =
  /** No such item. */
  | 'secret.missing'
  /** KMS would not open it, or it is not what was sealed. */
  | 'secret.unreadable'
  /** Ledger or KMS could not be asked; trying again later may help. */
  | 'secret.unavailable';

/** Why a secret is not to be had. Names the item's key, never its content. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code: SecretErrorCode;

  constructor(code: SecretErrorCode, pk: string, options?: ErrorOptions) {
    super(`${code}: ${pk}`, options);
    this.code = code;
  }
}
