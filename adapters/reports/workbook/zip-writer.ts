import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** An archive written entry by entry, of which nothing but its directory is kept. Equal entries are equal bytes: no clock is asked. */
export interface ZipWriter {
  /** Text in UTF-8, deflated as it comes. */
  readonly entry: (name: string, text: AsyncIterable<string> | Iterable<string>) => Promise<void>;
  /** The directory, and with it the archive's end. */
  readonly end: () => Promise<void>;
}

/** `write` resolves when more may be written. Throws RangeError beyond what an archive without zip64 holds, 4 GiB. */
export function zipWriter(write: (bytes: Uint8Array) => Promise<void>): ZipWriter {
  const directory: Buffer[] = [];
  let at = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    at += bytes.byteLength;
    if (at > BYTES_MAX) throw new RangeError('the workbook grows beyond 4 GiB');
    await write(bytes);
  };
  return {
    async entry(name, text) {
      const offset = at;
      await put(localHeader(name));
      const started = at;
      const seen = { crc: 0, bytes: 0 };
      await pipeline(encoded(text, seen), createDeflateRaw(), async (deflated: AsyncIterable<Buffer>) => {
        for await (const bytes of deflated) await put(bytes);
      });
      if (seen.bytes > BYTES_MAX) throw new RangeError('a sheet grows beyond 4 GiB');
      const sizes = sizesOf(seen.crc, at - started, seen.bytes);
      await put(Buffer.concat([signature(0x08_07_4b_50), sizes]));
      directory.push(directoryEntry(name, sizes, offset));
    },
    async end() {
      const entries = Buffer.concat(directory);
      await put(Buffer.concat([entries, endOf(directory.length, entries.byteLength, at)]));
    },
  };
}

const BYTES_MAX = 0xff_ff_ff_fe;
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** 1980-01-01, the first day an archive can say. */
const DAY = 0x21;

async function* encoded(
  text: AsyncIterable<string> | Iterable<string>,
  seen: { crc: number; bytes: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of text) {
    const bytes = Buffer.from(chunk, 'utf8');
    seen.crc = crc32(bytes, seen.crc);
    seen.bytes += bytes.byteLength;
    yield bytes;
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Version, flags, method, time and day: what the two headers of an entry have in common. */
function common(): Buffer {
  const bytes = Buffer.alloc(10);
  for (const [at, value] of [VERSION, FLAGS, DEFLATED, 0, DAY].entries()) bytes.writeUInt16LE(value, at * 2);
  return bytes;
}

function sizesOf(crc: number, deflated: number, whole: number): Buffer {
  const bytes = Buffer.alloc(12);
  for (const [at, value] of [crc, deflated, whole].entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}

function localHeader(name: string): Buffer {
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(Buffer.byteLength(name));
  return Buffer.concat([signature(0x04_03_4b_50), common(), sizesOf(0, 0, 0), lengths, Buffer.from(name)]);
}

function directoryEntry(name: string, sizes: Buffer, offset: number): Buffer {
  const made = Buffer.alloc(2);
  made.writeUInt16LE(VERSION);
  const rest = Buffer.alloc(18);
  rest.writeUInt16LE(Buffer.byteLength(name));
  rest.writeUInt32LE(offset, 14);
  return Buffer.concat([signature(0x02_01_4b_50), made, common(), sizes, rest, Buffer.from(name)]);
}

function endOf(entries: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries, 4);
  end.writeUInt16LE(entries, 6);
  end.writeUInt32LE(bytes, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(0x06_05_4b_50), end]);
}
