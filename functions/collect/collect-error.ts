import type { ProblemCode } from '../../schemas/problem.ts';

/** Why nothing of a list was taken. Says what the other side did, never what its pages hold. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}
