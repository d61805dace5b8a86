import { expect, test } from 'vitest';
import { openCsv } from '../../../adapters/files/csv.ts';
import { FileError } from '../../../adapters/files/file-error.ts';
import { FILE_LIMITS } from '../../../adapters/files/limits.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import { inChunks } from './chunks.ts';
import { HEADER, readCells, refusalOf, WORKBOOK } from './tables.ts';
import { rowXml, simpleParts, type ZipPart, zipOf } from './workbook.ts';

const PARTS = simpleParts([HEADER, ['A1', '张三', '厂'], ['A2', '李四', '厂']]);
const SHEET = 'xl/worksheets/sheet1.xml';

/** The workbook with one part changed. */
function changed(name: string, change: (part: ZipPart) => Partial<ZipPart>): Buffer {
  return zipOf(PARTS.map((part) => (part.name === name ? { ...part, ...change(part) } : part)));
}

function replaced(name: string, from: string, to: string): Buffer {
  return changed(name, ({ content }) => ({ content: content.toString().replace(from, to) }));
}

const ole = (name: string): Buffer =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000_000), Buffer.from(name, 'utf16le')]);
const long = (bytes: number): string => `<worksheet><sheetData>${' '.repeat(bytes)}</sheetData></worksheet>`;
const without = (name: string): Buffer => zipOf(PARTS.filter((part) => part.name !== name));
const more = (...parts: readonly ZipPart[]): Buffer => zipOf([...PARTS, ...parts]);

test.each<[string, Uint8Array, string]>([
  ['a workbook', zipOf(PARTS), 'read'],
  ['stored parts', zipOf(PARTS.map((part) => ({ ...part, stored: true }))), 'read'],
  ['nothing', Buffer.alloc(0), 'file.empty'],
  ['CSV', Buffer.from('\uFEFF申领编号,姓名\nA1,张三\n'), 'file.unsupported csv'],
  ['text with bars', Buffer.from('申领编号|姓名\n'), 'file.unsupported text'],
  ['JSON Lines', Buffer.from('{"a":"b,c"}\n'), 'file.unsupported jsonl'],
  ['bytes of no form', Buffer.from([1, 2, 3]), 'file.unsupported other'],
  ['a web page', Buffer.from('<html><table>'), 'file.unsupported html'],
  ['an old .xls', ole('Workbook'), 'file.unsupported ole'],
  ['a workbook under a password', ole('EncryptedPackage'), 'file.encrypted ole'],
  ['a part under a password', changed(SHEET, () => ({ flags: 1 })), 'file.encrypted zip'],
  ['a zip of something else', zipOf([{ name: 'a.txt', content: 'a' }]), 'file.unsupported zip'],
  ['an empty zip', Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'), 'file.unsupported zip'],
  ['a text document', more({ name: 'word/document.xml', content: '<a/>' }), 'file.unsupported office'],
  ['a binary workbook', more({ name: 'xl/workbook.bin', content: 'a' }), 'file.unsupported xlsb'],
  [
    'a document type',
    replaced(SHEET, '<worksheet', '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
    'file.unsupported doctype',
  ],
  [
    'a document type in a part nobody reads',
    more({ name: 'docProps/app.xml', content: '<?xml version="1.0"?><!-- --><!doctype a><a/>' }),
    'file.unsupported doctype',
  ],
  [
    'a document type in the relations',
    replaced('_rels/.rels', '<Relationships', '<!DOCTYPE x><Relationships'),
    'file.unsupported doctype',
  ],
  ['an entity', replaced(SHEET, '张三', '&name;'), 'file.unsupported doctype'],
  [
    'XML in UTF-16',
    changed(SHEET, ({ content }) => ({ content: Buffer.from(`\uFEFF${content.toString()}`, 'utf16le') })),
    'file.unsupported xml',
  ],
  ['no workbook part', without('xl/workbook.xml'), 'file.unsupported part-missing'],
  ['no sheet part', without(SHEET), 'file.unsupported part-missing'],
  ['no end of an element', replaced(SHEET, '</sheetData>', ''), 'file.truncated damaged'],
  ['XML that stops', replaced(SHEET, '</worksheet>', '</works'), 'file.truncated damaged'],
  ['a wrong checksum', changed(SHEET, () => ({ crc: 1 })), 'file.truncated damaged'],
  ['a wrong length', changed(SHEET, () => ({ declaredBytes: 7 })), 'file.truncated damaged'],
  ['two parts of one name', more({ name: SHEET.toUpperCase(), content: '<a/>' }), 'file.truncated damaged'],
  [
    'bytes between the directory and the end',
    Buffer.concat([zipOf(PARTS).subarray(0, -22), Buffer.from('x'), zipOf(PARTS).subarray(-22)]),
    'file.truncated damaged',
  ],
  ['bytes after the end', Buffer.concat([zipOf(PARTS), Buffer.from('x')]), 'file.truncated no-directory'],
  ['a bomb', changed(SHEET, () => ({ content: long(50_000_000) })), 'file.zip-bomb ratio'],
  [
    'a bomb that says it is small',
    changed(SHEET, () => ({ content: long(50_000_000), declaredBytes: 1000 })),
    'file.zip-bomb ratio',
  ],
  [
    'a bomb of strings',
    changed('xl/sharedStrings.xml', () => ({
      content: `<sst>${'<si><t>a</t></si>'.repeat(200_000)}</sst>`,
      declaredBytes: 9,
    })),
    'file.zip-bomb ratio',
  ],
  ['a bomb nobody reads', more({ name: 'xl/media/a.png', content: Buffer.alloc(20_000_000) }), 'file.zip-bomb ratio'],
  [
    'a hundred and one parts',
    more(...Array.from({ length: 94 }, (_, at) => ({ name: `a${at}`, content: 'a' }))),
    'file.zip-bomb parts',
  ],
  [
    'a hundred parts, with names that climb',
    more(...Array.from({ length: 93 }, (_, at) => ({ name: `../../${at}`, content: 'a' }))),
    'read',
  ],
])('%s', async (_name, bytes, code) => {
  expect(await refusalOf(readCells(bytes))).toBe(code);
});

test('what all parts together inflate to has a bound, and so have the strings that are kept', async () => {
  const bytes = zipOf(PARTS);
  expect(await refusalOf(readCells(bytes, { ...FILE_LIMITS, inflatedBytesMax: 2000 }))).toBe('file.zip-bomb bytes');
  const strings = changed('xl/sharedStrings.xml', () => ({ content: '<sst><si><t>a</t></si></sst>' }));
  expect(await refusalOf(readCells(strings, { ...FILE_LIMITS, sharedTextBytesMax: 1 }))).toBe('file.too-large');
});

test('a workbook cut off anywhere is refused, never read in part', async () => {
  const whole = await writeTable(WORKBOOK, HEADER, [
    ['A1', '张三', '厂'],
    ['A2', '李四', '厂'],
  ]);
  for (const bytes of [whole, zipOf(PARTS)]) {
    for (let length = 4; length < bytes.byteLength; length += 1)
      expect([length, await refusalOf(readCells(bytes.subarray(0, length)))]).toEqual([
        length,
        'file.truncated no-directory',
      ]);
  }
});

test('a workbook with any byte of its sheet changed is refused, or reads the same', async () => {
  const parts = simpleParts([HEADER, ...Array.from({ length: 50 }, (_, at) => [`A${at}`, '张三', `厂${at * 7}`])]);
  const bytes = zipOf(parts);
  const right = await readCells(bytes);
  const from = bytes.indexOf(SHEET) + SHEET.length;
  for (let at = from; at < from + 300; at += 1) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const read = await readCells(damaged).catch((error: unknown) => error);
    expect(read instanceof FileError ? right : read).toEqual(right);
  }
});

test('an enormous stretch without a tag is refused before it is held', async () => {
  const noise = Array.from({ length: 400_000 }, (_, at) => ((at * 2_654_435_761) >>> 0).toString(36)).join('');
  const bytes = changed(SHEET, () => ({
    content: `<worksheet><sheetData>${rowXml(1, HEADER)}<!-- ${noise} --></sheetData></worksheet>`,
  }));
  expect(await refusalOf(readCells(bytes))).toBe('file.unsupported xml');
});

test('a workbook where CSV is expected is told as what it is', async () => {
  expect(await refusalOf(openCsv(inChunks(zipOf(PARTS))))).toBe('file.unsupported xlsx');
});
