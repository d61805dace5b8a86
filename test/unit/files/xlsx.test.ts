import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { FILE_LIMITS } from '../../../adapters/files/limits.ts';
import { HEADER, readCells, readTable, refusalOf, WORKBOOK } from './tables.ts';
import { partsOf, rowXml, type SheetXml, simpleParts, zipOf } from './workbook.ts';

const STYLES =
  '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>' +
  '<numFmt numFmtId="177" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="178" formatCode="yyyy"/>' +
  '<numFmt numFmtId="179" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/><numFmt numFmtId="180" formatCode="h:mm:ss"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  `<cellXfs>${[0, 14, 22, 176, 177, 178, 179, 180, 57].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
const STRINGS =
  '<si><t>张三</t></si><si><r><rPr><b/></rPr><t>欧阳</t></r><r><t xml:space="preserve"> 小明</t></r><rPh><t>ouyang</t></rPh></si>' +
  '<si><t>A&amp;B &lt;厂&gt; &#x1D5B;</t></si><si><t>一行_x000D_\n二行 _x005F_x0041_</t></si><si/><si><t><![CDATA[<a&b>]]></t></si>';

/** What a cell of this XML, in the place of a name, says; where that is another cell, its reference is left to follow. */
async function shown(cell: string, workbook = ''): Promise<unknown> {
  const rows = `${rowXml(1, HEADER)}<row r="2"><c r="A2" t="str"><v>A1</v></c>${cell}<c r="C2" t="str"><v>厂</v></c></row>`;
  const bytes = zipOf(partsOf([{ name: '报名', rows }], { strings: STRINGS, styles: STYLES, workbook }));
  const [row] = (await readTable(bytes, WORKBOOK)).rows;
  return row?.problem?.code ?? row?.cells[1];
}

test.each([
  ['a shared string', '<c r="B2" t="s"><v>0</v></c>', '张三'],
  ['rich text, without its reading', '<c r="B2" t="s"><v>1</v></c>', '欧阳 小明'],
  ['references', '<c r="B2" t="s"><v>2</v></c>', 'A&B <厂> \u1D5B'],
  ['characters XML has no way to hold', '<c r="B2" t="s"><v>3</v></c>', '一行\r\n二行 _x0041_'],
  ['an empty string', '<c r="B2" t="s"><v>4</v></c>', ''],
  ['a character of the 2005 edition', '<c r="B2" t="str"><v>\uE81E\uE78E</v></c>', '\u9FB4\uFE12'],
  ['CDATA', '<c r="B2" t="s"><v>5</v></c>', '<a&b>'],
  ['a string inside the cell', '<c r="B2" t="inlineStr"><is><r><t>李</t></r><r><t>四</t></r></is></c>', '李四'],
  [
    'a string inside the cell, without its reading',
    '<c r="B2" t="inlineStr"><is><t>李四</t><rPh sb="0" eb="1"><t>li</t></rPh></is></c>',
    '李四',
  ],
  ['a formula with its result', '<c r="B2" t="str"><f>A1&amp;"x"</f><v>A1x</v></c>', 'A1x'],
  ['a formula whose result is empty', '<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>', ''],
  ['a formula without its result', '<c r="B2"><f>1+1</f></c>', 'row.formula'],
  ['a failed formula', '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', 'row.formula'],
  ['true', '<c r="B2" t="b"><v>1</v></c>', 'TRUE'],
  ['false', '<c r="B2" t="b"><v>0</v></c>', 'FALSE'],
  ['nothing', '<c r="B2" s="1"/>', ''],
  ['a cell without its reference', '<c t="str"><v>李</v></c>', '李'],
  ['attributes in another order, with the other quotation marks', "<c t='str' x='>' r='B2'><v>李</v></c>", '李'],
  ['a prefix of a namespace', '<x:c r="B2" t="str"><x:v>李</x:v></x:c>', '李'],
  ['a lost character', '<c r="B2" t="str"><v>李_xD842_</v></c>', 'row.encoding'],
])('%s is read as text', async (_name, cell, text) => {
  expect(await shown(cell)).toBe(text);
});

test.each([
  ['440106900307001', '0', '440106900307001'],
  ['440106199003070000', '0', '4.4010619900307E+17'],
  ['4.4010619900307001E+17', '0', '4.4010619900307E+17'],
  ['6222021234567890', '0', '6.22202123456789E+15'],
  ['1500', '0', '1500'],
  ['1500.1', '6', '1500.1'],
  ['0.30000000000000004', '0', '0.3'],
  ['-12.5', '0', '-12.5'],
  ['13800000000', '0', '13800000000'],
  ['45356', '0', '45356'],
  ['45356', '1', '2024-03-05'],
  ['45356', '3', '2024-03-05'],
  ['45356.5', '2', '2024-03-05 12:00:00'],
  ['45356.999999', '2', '2024-03-06'],
  ['45352', '4', '2024-03'],
  ['45352', '8', '2024-03'],
  ['45352', '5', '2024'],
  ['45356', '6', '45356'],
  ['0.25', '7', '06:00:00'],
  ['60', '1', '1900-02-29'],
  ['59', '1', '1900-02-28'],
  ['61', '1', '1900-03-01'],
  ['-1', '1', '-1'],
  ['9999999', '1', '9999999'],
])('the number %s in style %s is shown as %s', async (number, style, text) => {
  expect(await shown(`<c r="B2" s="${style}"><v>${number}</v></c>`)).toBe(text);
});

test('a date is counted from 1904 in a workbook that says so, and a day written as one is a day', async () => {
  expect(await shown('<c r="B2" s="1"><v>43894</v></c>', '<workbookPr date1904="1"/>')).toBe('2024-03-05');
  expect(await shown('<c r="B2" t="d"><v>2024-03-05T00:00:00</v></c>')).toBe('2024-03-05');
});

const RECORDS = [HEADER, ['A1', '张三', '厂'], ['A2', '李四', '']];

async function sheets(list: readonly SheetXml[]) {
  return readTable(zipOf(partsOf(list)), WORKBOOK);
}

const rowsXml = (rows: readonly (readonly string[])[], from = 1): string =>
  rows.map((cells, at) => rowXml(from + at, cells)).join('');

test('rows are as long as the header and keep the numbers the sheet shows; rows without text are counted', async () => {
  const rows = `${rowXml(1, HEADER)}${rowXml(3, ['A1', '张三', '厂', '', ' '])}<row r="4"><c r="A4" s="1"/></row>${rowXml(9, ['A2'])}${rowXml(12, [' '])}`;
  const file = await sheets([{ name: '报名', rows }]);
  expect(file).toMatchObject({ encoding: 'utf-8', header: HEADER, headerRow: 1, notes: [], blankRows: 6 });
  expect(file.rows).toEqual([
    { row: 3, cells: ['A1', '张三', '厂'], problem: null },
    { row: 9, cells: ['A2', '', ''], problem: null },
  ]);
});

test('a cell beyond the header is a cell too many, wherever it stands', async () => {
  const rows = `${rowXml(1, HEADER)}<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>`;
  const [row] = (await sheets([{ name: '报名', rows }])).rows;
  expect(row?.cells).toHaveLength(257);
});

test('titles above the header are skipped, noted, and still counted as rows', async () => {
  const rows = rowsXml(
    [['2025年求学圆梦申领人员汇总表'], ['填表单位：天河区总工会', '', '姓名请写全称'], ...RECORDS],
    2,
  );
  const file = await sheets([{ name: '报名', rows }]);
  expect(file).toMatchObject({ headerRow: 4, notes: [{ code: 'file.title-rows', field: null }] });
  expect(file.rows.map(({ row }) => row)).toEqual([5, 6]);
});

test('a header after the twentieth row is not looked for', async () => {
  const notes = Array.from({ length: 20 }, (_, at) => [`说明${at}`, 'x', 'y']);
  expect((await sheets([{ name: '报名', rows: rowsXml([...notes.slice(1), ...RECORDS]) }])).headerRow).toBe(20);
  expect((await sheets([{ name: '报名', rows: rowsXml([...notes, ...RECORDS]) }])).headerRow).toBe(1);
});

test('the named sheet is read, and the others that hold anything are noted', async () => {
  const file = await sheets([
    { name: '说明', rows: rowsXml([['请勿修改']]) },
    { name: '报名', rows: rowsXml(RECORDS) },
    { name: '空表', rows: '' },
    { name: '代码', state: 'hidden', rows: rowsXml(RECORDS) },
  ]);
  expect(file.rows).toHaveLength(2);
  expect(file.notes).toEqual([{ code: 'file.second-sheet', field: '说明、代码' }]);
});

test('without the named sheet the only visible one with a header of the layout is read', async () => {
  const file = await sheets([
    { name: 'Sheet2', state: 'hidden', rows: rowsXml(RECORDS) },
    { name: 'Sheet3', rows: rowsXml([['请勿修改']]) },
    { name: 'Sheet1', rows: rowsXml([HEADER, ['A7', '王五', '厂']]) },
  ]);
  expect(file.rows.map(({ cells }) => cells[0])).toEqual(['A7']);
});

test.each<[string, readonly SheetXml[], string]>([
  [
    'two sheets that could be meant',
    [
      { name: '一', rows: rowsXml(RECORDS) },
      { name: '二', rows: rowsXml(RECORDS) },
    ],
    'file.header',
  ],
  [
    'the named sheet is empty',
    [
      { name: '报名', rows: '' },
      { name: '二', rows: rowsXml(RECORDS) },
    ],
    'file.empty',
  ],
  ['every sheet is empty', [{ name: '一', rows: '<row r="1"><c r="A1" s="1"/></row>' }], 'file.empty'],
  ['no sheet', [], 'file.empty'],
  ['rows out of order', [{ name: '报名', rows: rowXml(2, HEADER) + rowXml(1, ['A1']) }], 'file.unsupported cells'],
  ['a cell of no column', [{ name: '报名', rows: '<row r="1"><c r="1"><v>1</v></c></row>' }], 'file.unsupported cells'],
  [
    'two cells in one place',
    [{ name: '报名', rows: '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>' }],
    'file.unsupported cells',
  ],
  [
    'an attribute without quotation marks',
    [{ name: '报名', rows: '<row r=1><c r="A1"><v>1</v></c></row>' }],
    'file.unsupported xml',
  ],
  [
    'a string the workbook lacks',
    [{ name: '报名', rows: '<row r="1"><c r="A1" t="s"><v>7</v></c></row>' }],
    'file.truncated damaged',
  ],
])('%s: %s is refused', async (_name, list, code) => {
  expect(await refusalOf(sheets(list))).toBe(code);
});

test('a header no name of which is known is handed on, for what it lacks to be told', async () => {
  expect(
    (
      await sheets([
        {
          name: '甲',
          rows: rowsXml([
            ['编号', '名字'],
            ['1', '2'],
          ]),
        },
      ])
    ).header,
  ).toEqual(['编号', '名字']);
});

test('a failed formula in a column nobody asked for is no problem', async () => {
  const rows = `${rowXml(1, [...HEADER, '备注'])}<row r="2"><c r="A2" t="str"><v>A1</v></c><c r="D2" t="e"><v>#N/A</v></c></row>`;
  expect((await sheets([{ name: '报名', rows }])).rows).toEqual([
    { row: 2, cells: ['A1', '', '', '#N/A'], problem: null },
  ]);
});

test('a cell of more than 32 KiB is a problem of its row, in whatever way it is written', async () => {
  const long = '长'.repeat(10_923);
  const rows = rowsXml([HEADER, ['A1', long, ''], ['A2', '&amp;'.repeat(32_768), ''], ['A3', 'x'.repeat(40_000), '']]);
  const stored = partsOf([{ name: '报名', rows }]).map((part) => ({ ...part, stored: true }));
  const { rows: read } = await readTable(zipOf(stored), WORKBOOK);
  expect(read.map(({ problem }) => problem?.code)).toEqual(['row.cell-too-long', undefined, 'row.cell-too-long']);
});

test('more columns or rows than a file may have are refused', async () => {
  const wide = `<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="IW1" t="str"><v>x</v></c></row>`;
  expect(await refusalOf(sheets([{ name: '报名', rows: wide }]))).toBe('file.header');
  const bytes = zipOf(simpleParts(RECORDS));
  expect(await refusalOf(readCells(bytes, { ...FILE_LIMITS, rowsMax: 1 }))).toBe('file.too-many-rows');
  expect(await refusalOf(readCells(bytes, { ...FILE_LIMITS, rowsMax: 2 }))).toBe('read');
  expect(await refusalOf(readCells(bytes, { ...FILE_LIMITS, workbookBytesMax: bytes.byteLength - 1 }))).toBe(
    'file.too-large',
  );
});

test.each([true, false])('no character is lost where a chunk ends inside it, parts stored: %s', async (stored) => {
  const name = (at: number): string =>
    `欧阳𬱖${String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))}㛃&amp;${at * 104_729}`;
  const strings = Array.from({ length: 6000 }, (_, at) => `<si><t>${name(at)}</t></si>`).join('');
  const rows = Array.from({ length: 6000 }, (_, at) => {
    const row = at + 2;
    return `<row r="${row}"><c r="A${row}" t="s"><v>${at}</v></c><c r="B${row}" t="inlineStr"><is><t>${name(at)}</t></is></c></row>`;
  });
  const parts = partsOf([{ name: '报名', rows: rowXml(1, HEADER) + rows.join('') }], { strings });
  const cells = await readCells(zipOf(parts.map((part) => ({ ...part, stored }))));
  const right = Array.from({ length: 6000 }, (_, at) => [
    name(at).replace('&amp;', '&'),
    name(at).replace('&amp;', '&'),
    '',
  ]);
  expect(cells).toEqual(right);
});

test('long strings, and more of them than one block holds, are read whole', async () => {
  const numbers = Array.from({ length: 60 }, (_, at) => at);
  const strings = numbers.map((at) => `<si><t>${'长'.repeat(9000)}${'&amp;'.repeat(1000)}${at}</t></si>`).join('');
  const rows = numbers.map((at) => `<row r="${at + 2}"><c r="A${at + 2}" t="s"><v>${at}</v></c></row>`).join('');
  const parts = partsOf([{ name: '报名', rows: rowXml(1, HEADER) + rows }], { strings });
  const cells = await readCells(zipOf(parts.map((part) => ({ ...part, stored: true }))));
  expect(cells).toEqual(numbers.map((at) => [`${'长'.repeat(9000)}${'&'.repeat(1000)}${at}`, '', '']));
});

test('a workbook of exceljs, with merged titles, dates, rich text and formulas, is read as it is seen', async () => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('报名');
  sheet.addRow(['申领人员汇总表']);
  sheet.mergeCells('A1:C1');
  sheet.addRow(HEADER);
  sheet.addRow([
    new Date(Date.UTC(2024, 2, 5)),
    { richText: [{ text: '欧阳' }, { text: '小明' }] },
    { formula: 'A1', result: '厂' },
  ]);
  sheet.addRow([440_106_199_003_070_000, '𬱖', { text: '链接', hyperlink: 'https://example.com' }]);
  const file = await readTable(Buffer.from(await workbook.xlsx.writeBuffer()), WORKBOOK);
  expect(file.headerRow).toBe(2);
  expect(file.rows.map(({ cells }) => cells)).toEqual([
    ['2024-03-05', '欧阳小明', '厂'],
    ['4.4010619900307E+17', '𬱖', '链接'],
  ]);
});
