import { crc32, createInflateRaw } from 'node:zlib';
import { FileError } from '../file-error.ts';
import type { FileLimits } from '../limits.ts';

/** The parts of a zip archive that is held in memory. Names are keys and nothing else: nothing is ever written under one. */
export interface Zip {
  /** As in the archive, but `/` for `\` and in lower case, as part names compare. */
  readonly names: readonly string[];
  /** Inflates a part, and fails on the last chunk if its checksum is wrong. Undefined: there is no such part. Throws FileError. */
  readonly read: (name: string) => AsyncGenerator<Buffer> | undefined;
}

interface Part {
  readonly method: number;
  readonly data: Buffer;
  readonly crc: number;
  readonly bytes: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
const ZIP64_SIZE = 0xffffffff;
/** Short, so that what is inflated and decoded dies young, and memory stays flat where the collector is starved. */
const CHUNK_BYTES = 16 * 1024;

/**
 * Reads an archive's directory, the truth about its parts (APPNOTE 6.3.10 §4.3.12); the archive ends where its directory says.
 * Throws FileError: cut off or damaged, encrypted, too many parts, a size no part may have.
 */
export function openZip(bytes: Buffer, limits: FileLimits): Zip {
  const parts = partsOf(bytes, limits);
  const inflated = { bytes: 0 };
  return {
    names: [...parts.keys()],
    read: (name) => {
      const part = parts.get(name.toLowerCase());
      return part && inflate(part, inflated, limits);
    },
  };
}

function partsOf(bytes: Buffer, limits: FileLimits): ReadonlyMap<string, Part> {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.partsMax)
    throw new FileError('file.zip-bomb', { reason: 'parts', parts: count, partsMax: limits.partsMax });
  const parts = new Map<string, Part>();
  let at = bytes.readUInt32LE(end + 16);
  for (let seen = 0; seen < count; seen += 1) {
    if (at + DIRECTORY_BYTES > end || bytes.readUInt32LE(at) !== DIRECTORY_SIGNATURE) throw damaged();
    const nameEnd = at + DIRECTORY_BYTES + bytes.readUInt16LE(at + 28);
    const name = bytes
      .toString('utf8', at + DIRECTORY_BYTES, nameEnd)
      .replaceAll('\\', '/')
      .toLowerCase();
    // Two parts of one name: two readers could see two different workbooks.
    if (parts.has(name)) throw damaged();
    parts.set(name, partAt(bytes, at, limits));
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (at !== end) throw damaged();
  return parts;
}

function endOf(bytes: Buffer): number {
  const last = bytes.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at -= 1) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.byteLength)
      return at;
  }
  throw new FileError('file.truncated', { reason: 'no-directory' });
}

function partAt(bytes: Buffer, at: number, limits: FileLimits): Part {
  const method = bytes.readUInt16LE(at + 10);
  const packed = bytes.readUInt32LE(at + 20);
  const size = bytes.readUInt32LE(at + 24);
  const local = bytes.readUInt32LE(at + 42);
  if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw new FileError('file.encrypted', { found: 'zip' });
  if (
    packed === ZIP64_SIZE ||
    size === ZIP64_SIZE ||
    local === ZIP64_SIZE ||
    (method !== STORED && method !== DEFLATED)
  )
    throw new FileError('file.unsupported', { found: 'zip' });
  // What the directory declares may be a lie, which shows while inflating; what it admits need not be tried.
  refuseBomb(size, packed, size, limits);
  if (local + LOCAL_BYTES > bytes.byteLength || bytes.readUInt32LE(local) !== LOCAL_SIGNATURE) throw damaged();
  const start = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + packed > bytes.byteLength) throw damaged();
  return { method, data: bytes.subarray(start, start + packed), crc: bytes.readUInt32LE(at + 16), bytes: size };
}

async function* inflate(
  part: Part,
  inflated: { bytes: number },
  limits: FileLimits,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  let crc = 0;
  try {
    for await (const chunk of chunksOf(part)) {
      bytes += chunk.byteLength;
      inflated.bytes += chunk.byteLength;
      refuseBomb(bytes, part.data.byteLength, inflated.bytes, limits);
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof FileError ? error : damaged();
  }
  if (bytes !== part.bytes || crc !== part.crc) throw damaged();
}

function chunksOf({ method, data }: Part): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (method === STORED) return slicesOf(data);
  const stream = createInflateRaw({ chunkSize: CHUNK_BYTES });
  stream.end(data);
  return stream;
}

function* slicesOf(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.byteLength; at += CHUNK_BYTES) yield data.subarray(at, at + CHUNK_BYTES);
}

function refuseBomb(bytes: number, packed: number, inflatedBytes: number, limits: FileLimits): void {
  if (bytes > limits.inflateGraceBytes && bytes > packed * limits.inflateRatioMax)
    throw new FileError('file.zip-bomb', { reason: 'ratio', ratioMax: limits.inflateRatioMax });
  if (inflatedBytes > limits.inflatedBytesMax)
    throw new FileError('file.zip-bomb', { reason: 'bytes', bytesMax: limits.inflatedBytesMax });
}

function damaged(): FileError {
  return new FileError('file.truncated', { reason: 'damaged' });
}
