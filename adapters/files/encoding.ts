import { isUtf8 } from 'node:buffer';
import { FileError } from './file-error.ts';

export type Encoding = 'utf-8' | 'gb18030';

/** Text of whole lines. `damaged`: these lines do not decode in the file's encoding; the text is a best reading, for showing only. */
export interface Segment {
  readonly text: string;
  readonly damaged: Damage | null;
}

/** `other` is the encoding the line is whole in, where it is: one file mixing rows of two systems. */
export interface Damage {
  readonly other: Encoding | null;
}

export interface Settled {
  readonly encoding: Encoding;
  readonly bomBytes: number;
}

const LF = 0x0a;
const UTF8_BOM_BYTES = 3;

/**
 * BOM → UTF-8 → GB18030, over the whole sample. A sample that is neither throughout mixes rows of both or holds damaged ones: then the
 * header's encoding is the file's, and with a header of ASCII the encoding of most rows; the rest are problems of their rows.
 */
export function settleEncoding(sample: Buffer): Settled {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf)
    return { encoding: 'utf-8', bomBytes: UTF8_BOM_BYTES };
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff))
    throw new FileError('file.encoding', { found: 'utf-16' });
  if (isUtf8(sample)) return { encoding: 'utf-8', bomBytes: 0 };
  if (!mayHoldUtf8Lines(sample) && decodeWhole(sample, 'gb18030') !== null) return { encoding: 'gb18030', bomBytes: 0 };
  const lines = linesOf(sample).map(encodingOf);
  const first = lines.find((line) => line !== 'ascii');
  const header = lines[0];
  const gb18030 = lines.filter((line) => line === 'gb18030').length;
  const utf8 = lines.filter((line) => line === 'utf-8').length;
  if (header === 'none' || first === undefined) throw new FileError('file.encoding', { found: 'unknown' });
  const encoding = header === 'ascii' || header === undefined ? (utf8 > gb18030 ? 'utf-8' : 'gb18030') : header;
  const readable = lines.filter((line) => line === 'ascii' || line === encoding).length;
  if (readable * 2 < lines.length) throw new FileError('file.encoding', { found: 'unknown' });
  return { encoding, bomBytes: 0 };
}

/** Text of a block of whole lines: in one piece when all of it decodes, else line by line, so that one bad line costs only itself. */
export function decodeBlock(bytes: Buffer, encoding: Encoding): readonly Segment[] {
  if (encoding === 'utf-8' ? isUtf8(bytes) : !mayHoldUtf8Lines(bytes)) {
    const text = decodeWhole(bytes, encoding);
    if (text !== null) return [{ text: encoding === 'utf-8' ? standardised(text, bytes) : text, damaged: null }];
  }
  return linesOf(bytes).map((line) => decodeLine(line, encoding));
}

/**
 * Text with the characters older software wrote as private-use code points in the standard's places (DOMAIN §4). One person's name must
 * not differ between two systems because one of them converted it with old tables.
 */
export function standardCharacters(text: string): string {
  return text.replace(PRIVATE_USE, (character) => STANDARD[character] ?? character);
}

/** The last line broke off inside a character: dropping its unfinished end makes it whole. */
export function endsInsideCharacter(bytes: Buffer, encoding: Encoding): boolean {
  if (bytes.at(-1) === LF || decodeWhole(bytes, encoding) !== null) return false;
  try {
    new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decodeLine(line: Buffer, encoding: Encoding): Segment {
  const found = encodingOf(line);
  if (found === 'ascii' || found === encoding) {
    const text = decodeWhole(line, encoding);
    if (text !== null) return { text: encoding === 'utf-8' ? standardised(text, line) : text, damaged: null };
  }
  if (found === 'none') return { text: bestReading(line, encoding), damaged: { other: null } };
  return {
    text: decodeWhole(line, found === 'ascii' ? encoding : found) ?? bestReading(line, encoding),
    damaged: { other: found === 'ascii' ? null : found },
  };
}

const FATAL = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  gb18030: new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }),
};

function decodeWhole(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return FATAL[encoding].decode(bytes);
  } catch {
    return null;
  }
}

/** Structural bytes stay what they are, so the row keeps its cells; what lies between is read with replacement characters. */
function bestReading(line: Buffer, encoding: Encoding): string {
  const lossy = new TextDecoder(encoding, { ignoreBOM: true });
  let text = '';
  let from = 0;
  for (let at = 0; at <= line.byteLength; at += 1) {
    const byte = line[at];
    if (byte !== undefined && byte !== 0x22 && byte !== 0x2c && byte !== 0x0a && byte !== 0x0d) continue;
    text += lossy.decode(line.subarray(from, at)) + (byte === undefined ? '' : String.fromCharCode(byte));
    from = at + 1;
  }
  return text;
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.byteLength;) {
    const end = bytes.indexOf(LF, from);
    const next = end === -1 ? bytes.byteLength : end + 1;
    lines.push(bytes.subarray(from, next));
    from = next;
  }
  return lines;
}

function encodingOf(line: Buffer): Encoding | 'ascii' | 'none' {
  if (isUtf8(line)) {
    const { highBytes, triples } = shapeOf(line);
    if (highBytes === 0) return 'ascii';
    // 一 in GBK is a well-formed pair of UTF-8: a few bytes prove nothing, two Chinese characters of three bytes do.
    if (triples >= 2) return 'utf-8';
    return decodeWhole(line, 'gb18030') === null ? 'utf-8' : 'ascii';
  }
  return decodeWhole(line, 'gb18030') === null ? 'none' : 'gb18030';
}

function shapeOf(line: Buffer): { readonly highBytes: number; readonly triples: number } {
  let highBytes = 0;
  let triples = 0;
  for (const byte of line) {
    if (byte >= 0x80) highBytes += 1;
    if (byte >= 0xe0 && byte < 0xf0) triples += 1;
  }
  return { highBytes, triples };
}

/**
 * UTF-8 of Chinese text is often well-formed GB18030 too (我们 reads 鎴戜滑), so decoding alone would let a wrong name through. A line whose
 * first Chinese character has the shape of UTF-8 is worth a closer look; in GB18030 that shape is rare.
 */
function mayHoldUtf8Lines(bytes: Buffer): boolean {
  for (let from = 0; from < bytes.byteLength;) {
    const end = bytes.indexOf(LF, from);
    const next = end === -1 ? bytes.byteLength : end + 1;
    let at = from;
    while (at < next && (bytes[at] ?? 0) < 0x80) at += 1;
    const lead = bytes[at] ?? 0;
    if (lead >= 0xe2 && lead < 0xf5 && isContinuation(bytes[at + 1]) && isContinuation(bytes[at + 2])) return true;
    from = next;
  }
  return false;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

const PRIVATE_USE_LEAD = 0xee;
const PRIVATE_USE = /[\uE78D-\uE796\uE81E\uE826\uE82B\uE82C\uE832\uE843\uE854\uE864]/g;
/** The code points older software gave characters of GB18030, and what the 2022 edition (and our decoder) gives them (DOMAIN §4). */
const STANDARD: Readonly<Record<string, string>> = {
  '\uE78D': '\uFE10',
  '\uE78E': '\uFE12',
  '\uE78F': '\uFE11',
  '\uE790': '\uFE13',
  '\uE791': '\uFE14',
  '\uE792': '\uFE15',
  '\uE793': '\uFE16',
  '\uE794': '\uFE17',
  '\uE795': '\uFE18',
  '\uE796': '\uFE19',
  '\uE81E': '\u9FB4',
  '\uE826': '\u9FB5',
  '\uE82B': '\u9FB6',
  '\uE82C': '\u9FB7',
  '\uE832': '\u9FB8',
  '\uE843': '\u9FB9',
  '\uE854': '\u9FBA',
  '\uE864': '\u9FBB',
};

function standardised(text: string, bytes: Buffer): string {
  return bytes.includes(PRIVATE_USE_LEAD) ? standardCharacters(text) : text;
}
