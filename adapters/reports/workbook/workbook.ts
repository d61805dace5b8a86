import { xmlText } from './cells.ts';
import { type Sheet, sheetXml, type WrittenSheet } from './sheet.ts';
import { stylesXml } from './styles.ts';
import { zipWriter } from './zip-writer.ts';

/**
 * A workbook of styled sheets, each written as its rows come, so that memory does not grow with them. Equal sheets are equal bytes: no clock
 * is asked. `write` resolves when more may be written. Throws RangeError beyond 4 GiB.
 */
export async function writeWorkbook(
  title: string,
  sheets: AsyncIterable<Sheet>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const zip = zipWriter(write);
  await zip.entry('_rels/.rels', [relationships([['officeDocument', 'xl/workbook.xml'], CORE])]);
  await zip.entry('docProps/core.xml', [coreXml(title)]);
  await zip.entry('xl/styles.xml', [stylesXml()]);
  const written: WrittenSheet[] = [];
  for await (const sheet of sheets) {
    await zip.entry(
      `xl/${partName(written.length)}`,
      told(sheetXml(sheet), (each) => written.push(each)),
    );
  }
  const parts = written.map((_, at): Relation => ['worksheet', partName(at)]);
  await zip.entry('xl/workbook.xml', [workbookXml(written)]);
  await zip.entry('xl/_rels/workbook.xml.rels', [relationships([...parts, ['styles', 'styles.xml']])]);
  await zip.entry('[Content_Types].xml', [contentTypes(written.length)]);
  await zip.end();
}

type Relation = readonly [type: string, target: string];

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const CORE: Relation = [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'];

/** Passes everything on, and tells what the generator returned. */
async function* told<T, R>(from: AsyncGenerator<T, R>, tell: (value: R) => void): AsyncGenerator<T> {
  tell(yield* from);
}

function partName(at: number): string {
  return `worksheets/sheet${at + 1}.xml`;
}

function relationships(relations: readonly Relation[]): string {
  const each = relations.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${type.includes('/') ? type : `${OFFICE}/${type}`}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function coreXml(title: string): string {
  return (
    `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
    `<dc:title>${xmlText(title)}</dc:title><dc:creator>工会桥 Union Bridge</dc:creator></cp:coreProperties>`
  );
}

function workbookXml(sheets: readonly WrittenSheet[]): string {
  const each = sheets.map(({ name }, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  const names = sheets.flatMap(({ name, frozenRows, filter }, at) => {
    const quoted = xmlText(`'${name.replaceAll("'", "''")}'`);
    const filtered = filter === null ? [] : [nameXml('_FilterDatabase', at, `${quoted}!${absolute(filter)}`, true)];
    const titles = frozenRows === 0 ? [] : [nameXml('Print_Titles', at, `${quoted}!$1:$${frozenRows}`, false)];
    return [...filtered, ...titles];
  });
  return [
    XML,
    `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}">`,
    '<bookViews><workbookView activeTab="0"/></bookViews>',
    `<sheets>${each.join('')}</sheets>`,
    names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`,
    '</workbook>',
  ].join('');
}

function nameXml(name: string, sheet: number, value: string, hidden: boolean): string {
  return `<definedName name="_xlnm.${name}" localSheetId="${sheet}"${hidden ? ' hidden="1"' : ''}>${value}</definedName>`;
}

function absolute(range: string): string {
  return range.replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2');
}

function contentTypes(sheets: number): string {
  const sheetParts = Array.from({ length: sheets }, (_, at) =>
    override(`/xl/${partName(at)}`, `${MAIN}.worksheet+xml`),
  );
  return [
    XML,
    `<Types xmlns="${PACKAGE}/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    override('/xl/workbook.xml', `${MAIN}.sheet.main+xml`),
    override('/xl/styles.xml', `${MAIN}.styles+xml`),
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    ...sheetParts,
    '</Types>',
  ].join('');
}

function override(part: string, type: string): string {
  return `<Override PartName="${part}" ContentType="${type}"/>`;
}
