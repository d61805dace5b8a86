import { FileError } from './file-error.ts';

/** What a file of another form begins with. A text table begins with none of these. */
const FORMS: readonly { readonly form: string; readonly bytes: readonly number[] }[] = [
  { form: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { form: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { form: 'ole', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { form: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46] },
  { form: 'gzip', bytes: [0x1f, 0x8b] },
  { form: 'rar', bytes: [0x52, 0x61, 0x72, 0x21] },
  { form: '7z', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { form: 'png', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { form: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
  { form: 'html', bytes: [...Buffer.from('<!DOCTYPE')] },
  { form: 'html', bytes: [...Buffer.from('<html')] },
  { form: 'xml', bytes: [...Buffer.from('<?xml')] },
];

const ZIP_FLAGS_OFFSET = 6;
const ENCRYPTED_FLAG = 1;
/** The name of the stream in which Office keeps a workbook under a password, as it stands in the file: UTF-16LE. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** Refuses a workbook, an archive, a PDF, a picture or a web page where a text table is expected. Throws FileError. */
export function refuseOtherForms(sample: Buffer): void {
  const found = formOf(sample);
  if (found === undefined) return;
  refuseEncrypted(found, sample);
  throw new FileError('file.unsupported', { found: found === 'zip' && sample.includes('xl/') ? 'xlsx' : found });
}

/** Refuses everything that isn't a zip archive, which a workbook is. Throws FileError. */
export function refuseAllButZip(bytes: Buffer): void {
  const found = formOf(bytes);
  if (found === 'zip') return;
  if (found !== undefined) refuseEncrypted(found, bytes);
  throw new FileError('file.unsupported', { found: found ?? textFormOf(bytes) });
}

/** What a text most likely is, by its first line that isn't blank: JSON Lines, text with `|` between the cells, CSV; `other` for none. */
export function textFormOf(sample: Buffer): 'jsonl' | 'text' | 'csv' | 'other' {
  // Only ASCII is looked for, and it means the same in every encoding we read.
  const [line = ''] = sample
    .toString('latin1', 0, LINE_BYTES)
    .replace(/^\u00EF\u00BB\u00BF/, '')
    .trimStart()
    .split('\n', 1);
  if (line.startsWith('{')) return 'jsonl';
  if (line.includes('|')) return 'text';
  return line.includes(',') ? 'csv' : 'other';
}

const LINE_BYTES = 64 * 1024;

function formOf(bytes: Buffer): string | undefined {
  return FORMS.find((form) => form.bytes.every((byte, at) => bytes[at] === byte))?.form;
}

function refuseEncrypted(form: string, sample: Buffer): void {
  const encrypted =
    form === 'zip'
      ? ((sample[ZIP_FLAGS_OFFSET] ?? 0) & ENCRYPTED_FLAG) !== 0
      : form === 'ole'
        ? sample.includes(ENCRYPTED_PACKAGE)
        : form === 'pdf' && sample.includes('/Encrypt');
  if (encrypted) throw new FileError('file.encrypted', { found: form });
}
