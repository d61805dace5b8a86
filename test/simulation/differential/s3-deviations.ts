import type { Action } from './s3-actions.ts';
import type { Begun } from './s3-commands.ts';

/**
 * Where the stand-in for S3 (s3rver over a store of our own) does other than S3 says it does. The model does as S3; what differs is left
 * out of the comparison here, and nowhere else. Besides, the model is made to take parts of any size, as the stand-in doesn't ask for
 * 5 MiB; and of lists the keys alone are compared, as the stand-in's carry no sizes.
 */
export function isComparable(action: Action, begun: readonly Begun[]): boolean {
  // S3 refuses to abort an upload that is not there (NoSuchUpload); the stand-in has nothing to clear up and says so.
  if (action.do === 'abort') return begun.at(-1 - action.upload)?.ended === false;
  // S3 says NoSuchBucket; the stand-in looks for the bucket's folder and fails (InternalError).
  if (action.do === 'list') return action.bucket !== 'nowhere';
  // Of an upload without parts S3 says MalformedXML, as of any list that names none; the stand-in makes an empty object.
  return action.do !== 'complete' || action.parts.length > 0 || (begun.at(-1 - action.upload)?.etags.size ?? 0) > 0;
}
