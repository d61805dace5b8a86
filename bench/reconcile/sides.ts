import { hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openFrame, sealFrame } from '../../adapters/vault/frame.ts';
import { type EntryIndex, type EntryIndexForm, formOfIndex, indexOfForm } from '../../core/reconcile/blocks.ts';
import { createEntryWriter, ENTRY_BYTES, FRAME_ENTRIES } from '../../core/reconcile/entries.ts';
import { differingKeys } from '../../core/reconcile/merge.ts';
import { paymentOf, type SidePayment, type Side, SIDES } from './payments.ts';

/** 22 characters, as `comparisonHash` gives them. */
export function compareHashOf({ fields }: SidePayment): string {
  return hash('sha256', fields.join('\n'), 'buffer').subarray(0, 16).toString('base64url');
}

/** A side's entries, frame by frame as the vault holds them, once open and once sealed, and the index beside them. */
export function writeSide(folder: string, side: Side, rows: number): void {
  const plain = openSync(join(folder, `${side}.entries`), 'w');
  const sealed = openSync(join(folder, `${side}.sealed`), 'w');
  const writer = createEntryWriter();
  let frames = 0;
  const write = (frame: Buffer, last: boolean): void => {
    writeSync(plain, frame);
    writeSync(sealed, sealFrame(KEY, NONCE, { object: side, frame: frames, last }, frame));
    frames += 1;
  };
  for (let number = 0; number < rows; number += 1) {
    const payment = paymentOf(side, number, rows);
    const full = payment === null ? null : writer.add(payment.recordKey, compareHashOf(payment));
    if (full !== null) write(full, false);
  }
  const { frame, index } = writer.finish();
  if (frame !== null) write(frame, true);
  closeSync(plain);
  closeSync(sealed);
  writeFileSync(join(folder, `${side}.index`), JSON.stringify(formOfIndex(index)));
}

/** Compares the two sides; the number of keys that differ. */
export async function compareEntries(folder: string, form: Form): Promise<number> {
  const [city, province] = await Promise.all(SIDES.map((side) => openSide(folder, side, form)));
  if (city === undefined || province === undefined) throw new Error('a side is missing');
  let differing = 0;
  for await (const { city: own, province: theirs } of differingKeys([city], province))
    differing += own.length + theirs.length > 0 ? 1 : 0;
  await Promise.all([city.close(), province.close()]);
  return differing;
}

/** Reads, and where they are sealed opens, every frame of both sides, and does nothing with them. */
export async function readEntries(folder: string, form: Form): Promise<number> {
  for (const side of SIDES) {
    const { index, readFrame, close } = await openSide(folder, side, form);
    for (let frame = 0; frame * index.frameEntries < index.entries; frame += 1) await readFrame(frame);
    await close();
  }
  return 0;
}

export type Form = 'entries' | 'sealed';

/** A key of all zeros: nothing here is secret. */
const KEY = Buffer.alloc(32);
const NONCE = Buffer.alloc(12);
/** What sealing adds: length, nonce and tag. */
const SEAL_BYTES = 4 + 12 + 16;

interface OpenSide {
  readonly index: EntryIndex;
  readonly readFrame: (frame: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

async function openSide(folder: string, side: Side, form: Form): Promise<OpenSide> {
  const index = indexOfForm(JSON.parse(readFileSync(join(folder, `${side}.index`), 'utf8')) as EntryIndexForm);
  const file = await open(join(folder, `${side}.${form}`));
  const overhead = form === 'sealed' ? SEAL_BYTES : 0;
  const readFrame = async (frame: number): Promise<Buffer> => {
    const entries = Math.min(FRAME_ENTRIES, index.entries - frame * FRAME_ENTRIES);
    const offset = frame * (FRAME_ENTRIES * ENTRY_BYTES + overhead);
    const bytes = await readExactly(file, offset, entries * ENTRY_BYTES + overhead);
    return form === 'sealed' ? openFrame(KEY, { object: side, frame }, bytes) : bytes;
  };
  return { index, readFrame, close: () => file.close() };
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  if (bytesRead !== length) throw new Error('a file that ends too early');
  return buffer;
}
