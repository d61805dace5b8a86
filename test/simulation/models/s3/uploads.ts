import { hash } from 'node:crypto';
import type {
  AbortMultipartUploadCommandInput,
  CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommandInput,
  UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import { onlyKnown } from '../command.ts';
import { bytesOf, md5 } from './objects.ts';
import { noSuchUpload, refused } from './refusals.ts';

const PARTS_MAX = 10_000;
/** What S3 calls an object of no stated type. */
const UNTYPED = 'binary/octet-stream';

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

/** An upload in parts that has come to its end. */
export interface Completed {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

export interface Uploads {
  readonly create: (input: CreateMultipartUploadCommandInput) => string;
  /** The part's ETag. */
  readonly put: (input: UploadPartCommandInput) => string;
  readonly complete: (input: CompleteMultipartUploadCommandInput) => Completed;
  readonly abort: (input: AbortMultipartUploadCommandInput) => void;
}

/** Uploads in parts, as the SDK's upload manager makes them. Every part but the last has at least `partBytesMin`. */
export function createUploads(partBytesMin: number): Uploads {
  const uploads = new Map<string, Upload>();
  let created = 0;
  const uploadOf = ({ Bucket, Key, UploadId = '' }: UploadPartCommandInput | AbortMultipartUploadCommandInput) => {
    const upload = uploads.get(UploadId);
    if (upload === undefined || upload.bucket !== Bucket || upload.key !== Key) throw noSuchUpload();
    return upload;
  };
  return {
    create: (input) => {
      onlyKnown('CreateMultipartUpload', input, CREATE_MEMBERS);
      const { Bucket: bucket = '', Key: key = '', ContentType: contentType = UNTYPED } = input;
      const uploadId = (created += 1).toString(16).padStart(32, '0');
      uploads.set(uploadId, { bucket, key, contentType, parts: new Map() });
      return uploadId;
    },
    put: (input) => {
      onlyKnown('UploadPart', input, PART_MEMBERS);
      const { PartNumber = 0, Body } = input;
      const upload = uploadOf(input);
      if (!Number.isInteger(PartNumber) || PartNumber < 1 || PartNumber > PARTS_MAX) throw refused('InvalidArgument');
      const bytes = bytesOf('UploadPart', Body);
      const etag = md5(bytes);
      upload.parts.set(PartNumber, { bytes, etag });
      return etag;
    },
    complete: (input) => {
      onlyKnown('CompleteMultipartUpload', input, COMPLETE_MEMBERS);
      const upload = uploadOf(input);
      const parts = named(upload, input.MultipartUpload?.Parts ?? [], partBytesMin);
      uploads.delete(input.UploadId ?? '');
      const digests = parts.map(({ etag }) => Buffer.from(etag, 'hex'));
      const etag = `${hash('md5', Buffer.concat(digests))}-${parts.length}`;
      const { bucket, key, contentType } = upload;
      return { bucket, key, contentType, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), etag };
    },
    abort: (input) => {
      uploadOf(input);
      uploads.delete(input.UploadId ?? '');
    },
  };
}

const CREATE_MEMBERS = new Set(['Bucket', 'Key', 'ContentType', 'ChecksumAlgorithm']);
const PART_MEMBERS = new Set(['Bucket', 'Key', 'UploadId', 'PartNumber', 'Body', 'ContentType', 'ChecksumAlgorithm']);
const COMPLETE_MEMBERS = new Set(['Bucket', 'Key', 'UploadId', 'MultipartUpload', 'ContentType', 'ChecksumAlgorithm']);

/** The parts that the caller names, in the order it must name them in. */
function named(
  upload: Upload,
  list: readonly { readonly PartNumber?: number | undefined; readonly ETag?: string | undefined }[],
  partBytesMin: number,
) {
  if (list.length === 0) throw refused('MalformedXML');
  if (list.some(({ PartNumber = 0 }, at) => at > 0 && (list[at - 1]?.PartNumber ?? 0) >= PartNumber))
    throw refused('InvalidPartOrder');
  const parts = list.map(({ PartNumber = 0, ETag = '' }) => {
    const part = upload.parts.get(PartNumber);
    if (part === undefined || part.etag !== ETag.replaceAll('"', '')) throw refused('InvalidPart');
    return part;
  });
  if (parts.slice(0, -1).some(({ bytes }) => bytes.length < partBytesMin)) throw refused('EntityTooSmall');
  return parts;
}
