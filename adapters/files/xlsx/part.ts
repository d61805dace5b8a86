import { standardCharacters } from '../encoding.ts';
import { FileError } from '../file-error.ts';
import { createXmlScanner, type XmlHandlers, type XmlScanner } from './xml.ts';
import type { Zip } from './zip.ts';

/** Reads a whole part through handlers. Throws FileError: also where the part isn't whole. */
export async function readPart(zip: Zip, name: string, handlers: Partial<XmlHandlers>): Promise<void> {
  for await (const scanner of scanPart(zip, name, handlers)) void scanner;
}

/** The same in steps: hands out the scanner after each chunk, and can be left at any. */
export async function* scanPart(
  zip: Zip,
  name: string,
  handlers: Partial<XmlHandlers>,
): AsyncGenerator<XmlScanner, void, undefined> {
  const bytes = zip.read(name);
  if (bytes === undefined) throw new FileError('file.unsupported', { found: 'xlsx', reason: 'part-missing' });
  const scanner = createXmlScanner({ ...DEAF, ...handlers });
  const decode = createDecoder();
  for await (const chunk of bytes) {
    scanner.feed(decode(chunk));
    yield scanner;
  }
  scanner.feed(decode());
  if (!scanner.whole()) throw new FileError('file.truncated', { reason: 'damaged' });
  yield scanner;
}

const DEAF: XmlHandlers = { open: () => {}, close: () => {}, text: () => {}, wantsText: () => false };

/** Parts are UTF-8 here; the standard would allow UTF-16, which nobody writes. A character may lie across two chunks. */
function createDecoder(): (chunk?: Buffer) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (chunk) => {
    try {
      return standardCharacters(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch {
      throw new FileError('file.unsupported', { found: 'xlsx', reason: 'xml' });
    }
  };
}
