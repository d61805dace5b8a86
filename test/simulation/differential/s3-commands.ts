import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Command } from '../models/command.ts';
import type { Action } from './s3-actions.ts';

/** An upload in parts that a store has begun. */
export interface Begun {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly etags: Map<number, string>;
  ended: boolean;
}

const NEVER_BEGUN = { bucket: 'vault', key: 'c', uploadId: 'f'.repeat(32), etags: new Map<number, string>() };

/** The call that an action makes. */
export function commandOf(action: Action, begun: readonly Begun[]): Command {
  switch (action.do) {
    case 'put':
      return new PutObjectCommand({ ...objectOf(action), Body: Buffer.from(action.body), ContentType: action.type });
    case 'get':
      return new GetObjectCommand({ ...objectOf(action), Range: action.range });
    case 'head':
      return new HeadObjectCommand(objectOf(action));
    case 'delete':
      return new DeleteObjectCommand(objectOf(action));
    case 'list': {
      const { bucket, prefix, after, max, token } = action;
      return new ListObjectsV2Command({
        Bucket: bucket,
        ...(prefix === '' ? {} : { Prefix: prefix }),
        ...(after === '' ? {} : { StartAfter: after }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        MaxKeys: max,
      });
    }
    case 'begin':
      return new CreateMultipartUploadCommand(objectOf(action));
    case 'part': {
      const on = uploadOf(begun, action.upload);
      return new UploadPartCommand({ ...on.named, PartNumber: action.number, Body: Buffer.from(action.body) });
    }
    case 'complete': {
      const on = uploadOf(begun, action.upload);
      const parts = action.parts.length > 0 ? action.parts : [...on.etags.keys()].toSorted((a, b) => a - b);
      const Parts = parts.map((PartNumber) => ({
        PartNumber,
        ETag: action.wrongEtag ? '"0"' : (on.etags.get(PartNumber) ?? '"none"'),
      }));
      return new CompleteMultipartUploadCommand({ ...on.named, MultipartUpload: { Parts } });
    }
    case 'abort':
      return new AbortMultipartUploadCommand(uploadOf(begun, action.upload).named);
  }
}

function objectOf({ bucket, key }: { readonly bucket: string; readonly key: string }) {
  return { Bucket: bucket, Key: key };
}

function uploadOf(begun: readonly Begun[], place: number) {
  const { uploadId, etags, ...object } = begun.at(-1 - place) ?? NEVER_BEGUN;
  return { etags, named: { ...objectOf(object), UploadId: uploadId } };
}
