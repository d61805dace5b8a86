import { crc32, deflateRawSync } from 'node:zlib';

/** A part of an archive; what is declared of it can be made to lie. */
export interface ZipPart {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly crc?: number;
  readonly declaredBytes?: number;
}

export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const data = part.stored === true ? content : deflateRawSync(content);
    const name = Buffer.from(part.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(part.flags ?? 0, 2);
    fields.writeUInt16LE(part.stored === true ? 0 : 8, 4);
    fields.writeUInt32LE(part.crc ?? crc32(content), 10);
    fields.writeUInt32LE(data.byteLength, 14);
    fields.writeUInt32LE(part.declaredBytes ?? content.byteLength, 18);
    fields.writeUInt16LE(name.byteLength, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, tail, name]));
    locals.push(local);
    at += local.byteLength;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.byteLength, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, entries, end]);
}

export interface SheetXml {
  readonly name: string;
  readonly state?: 'hidden';
  /** What stands in `sheetData`. */
  readonly rows: string;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook, as few as there can be. `strings` is what stands in `sst`, `styles` in `styleSheet`. */
export function partsOf(
  sheets: readonly SheetXml[],
  { strings = '', styles = '', workbook = '' } = {},
): readonly ZipPart[] {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const list = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at}"/>`,
  );
  const relations = [
    ...sheets.map((_, at) => relation(`rId${at}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)),
    relation('strings', 'sharedStrings', '/xl/sharedStrings.xml'),
    relation('styles', 'styles', 'styles.xml'),
  ];
  return [
    { name: '[Content_Types].xml', content: `${XML}<Types/>` },
    {
      name: '_rels/.rels',
      content: `${XML}<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `${XML}<workbook ${MAIN} xmlns:r="${RELATIONS}">${workbook}<sheets>${list.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${relations.join('')}</Relationships>` },
    { name: 'xl/sharedStrings.xml', content: `<sst ${MAIN}>${strings}</sst>` },
    { name: 'xl/styles.xml', content: `<styleSheet ${MAIN}>${styles}</styleSheet>` },
    ...sheets.map(({ rows }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `${XML}<worksheet ${MAIN}><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ];
}

/** A row of strings inside the cells; an empty string is no cell. */
export function rowXml(row: number, cells: readonly string[]): string {
  const inside = cells.map((cell, at) =>
    cell === ''
      ? ''
      : `<c r="${String.fromCodePoint(65 + at)}${row}" t="inlineStr"><is><t xml:space="preserve">${cell}</t></is></c>`,
  );
  return `<row r="${row}">${inside.join('')}</row>`;
}

/** One sheet 报名 of rows from 1. */
export function simpleParts(rows: readonly (readonly string[])[]): readonly ZipPart[] {
  return partsOf([{ name: '报名', rows: rows.map((cells, at) => rowXml(at + 1, cells)).join('') }]);
}
