import type { GetObjectCommandOutput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Command } from '../models/command.ts';
import type { Action } from './s3-actions.ts';
import { type Begun, commandOf } from './s3-commands.ts';
import { isComparable } from './s3-deviations.ts';

/** An object store under comparison, with the uploads begun in it. */
export interface S3World {
  /** What it answered, without what is its own: ids, times. */
  readonly act: (action: Action) => Promise<unknown>;
}

type Answer = Partial<GetObjectCommandOutput & ListObjectsV2CommandOutput> & { readonly UploadId?: string };

export function createS3World(send: (command: Command) => Promise<object>): S3World {
  const begun: Begun[] = [];
  const answerTo = async (action: Action): Promise<Answer> => await send(commandOf(action, begun));
  const note = (action: Action, answer: Answer): void => {
    if (action.do === 'begin')
      begun.push({
        bucket: action.bucket,
        key: action.key,
        uploadId: answer.UploadId ?? '',
        etags: new Map(),
        ended: false,
      });
    const upload = 'upload' in action ? begun.at(-1 - action.upload) : undefined;
    if (upload === undefined) return;
    if (action.do === 'part') upload.etags.set(action.number, answer.ETag ?? '');
    else upload.ended = true;
  };
  return {
    act: async (action) => {
      if (!isComparable(action, begun)) return 'left out';
      try {
        const answer = await answerTo(action);
        note(action, answer);
        return action.do === 'list' ? await pages(action, answer, answerTo) : await shown(answer);
      } catch (error) {
        if (!(error instanceof Error) || !('$fault' in error)) throw error;
        return { refused: error.name };
      }
    },
  };
}

async function shown({ Body, ContentLength, ContentRange, ContentType, AcceptRanges, ETag }: Answer): Promise<unknown> {
  const pieces: Buffer[] = [];
  // In Node the body is iterable; the SDK's type also allows the browser's streams.
  for await (const piece of (Body as AsyncIterable<Buffer> | undefined) ?? []) pieces.push(piece);
  const bytes = Body === undefined ? undefined : Buffer.concat(pieces).toString('latin1');
  return { bytes, ContentLength, ContentRange, ContentType, AcceptRanges, ETag };
}

/** The list to its end, page by page. */
async function pages(
  action: Extract<Action, { readonly do: 'list' }>,
  first: Answer,
  answerTo: (action: Action) => Promise<Answer>,
): Promise<unknown> {
  const read = [];
  for (let answer = first; ; answer = await answerTo({ ...action, token: answer.NextContinuationToken })) {
    const { Contents = [], KeyCount, IsTruncated } = answer;
    read.push({ KeyCount, IsTruncated, keys: Contents.map(({ Key }) => Key) });
    if (IsTruncated !== true) return read;
  }
}
