import type { Action } from './s3-actions.ts';
import type { Begun } from './s3-commands.ts';

/**
 * Where the stand-in for S3 (s3rver over a store of our own) does other than S3 says it does. The model does as S3; what differs is left
 * out of the comparison here, and nowhere else. Besides, the model is made to take parts of any size: the stand-in doesn't ask for 5 MiB;
 * and pages go on after their last key, as the stand-in's tokens need a cipher that OpenSSL 3 no longer has.
 */
export function isComparable(action: Action, begun: readonly Begun[]): boolean {
  // S3 refuses to abort an upload that is not there (NoSuchUpload); the stand-in has nothing to clear up and says so.
  if (action.do === 'abort') return begun[action.upload]?.ended === false;
  return true;
}
