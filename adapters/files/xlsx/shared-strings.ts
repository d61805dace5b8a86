import { FileError } from '../file-error.ts';
import type { FileLimits } from '../limits.ts';
import { cellText } from './cell-text.ts';
import { readPart } from './part.ts';
import type { Zip } from './zip.ts';

/** The string of an index, or undefined where the workbook has none. */
export type SharedStrings = (index: number) => string | undefined;

const BLOCK_BYTES = 1024 ** 2;

/**
 * Reads the strings a workbook keeps once for all cells. They are held as UTF-8 in blocks, not as strings: a third of the memory, and
 * none of it for the collector to look at. Throws FileError.
 */
export async function readSharedStrings(zip: Zip, part: string, limits: FileLimits): Promise<SharedStrings> {
  const store = createTextStore(limits);
  let text = '';
  let wanted = false;
  let phonetic = false;
  await readPart(zip, part, {
    wantsText: () => wanted,
    text: (piece) => {
      if (text.length <= limits.cellBytesMax) text += piece;
    },
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') wanted = !phonetic;
    },
    close: (name) => {
      if (name === 't') wanted = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') store.add(cellText(text, limits));
    },
  });
  return store.get;
}

function createTextStore(limits: FileLimits) {
  const blocks: Buffer[] = [];
  let starts = new Uint32Array(1024);
  let lengths = new Uint32Array(1024);
  let count = 0;
  let end = 0;
  let held = 0;

  function add(text: string): void {
    const bytesMax = text.length * 3;
    let block = blocks.at(-1);
    if (block === undefined || end + bytesMax > block.byteLength) {
      block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytesMax));
      blocks.push(block);
      held += block.byteLength;
      if (held > limits.sharedTextBytesMax)
        throw new FileError('file.too-large', { bytesMax: limits.sharedTextBytesMax });
      end = 0;
    }
    if (count === starts.length) {
      starts = doubled(starts);
      lengths = doubled(lengths);
    }
    starts[count] = (blocks.length - 1) * BLOCK_BYTES + end;
    lengths[count] = block.write(text, end, 'utf8');
    end += lengths[count] ?? 0;
    count += 1;
  }

  function get(index: number): string | undefined {
    if (!(index >= 0 && index < count)) return undefined;
    const start = starts[index] ?? 0;
    const from = start % BLOCK_BYTES;
    return blocks[Math.floor(start / BLOCK_BYTES)]?.toString('utf8', from, from + (lengths[index] ?? 0));
  }

  return { add, get };
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}
