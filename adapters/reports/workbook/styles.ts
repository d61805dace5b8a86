/** The looks a cell of a report can have. The order is that of the workbook's table. */
const LOOKS = {
  plain: {},
  title: { font: 'title' },
  subtitle: { font: 'quiet' },
  section: { font: 'section', line: true },
  header: { font: 'header', fill: 'header', border: true, align: 'center', wrap: true },
  text: { border: true, format: 'text' },
  wrapped: { border: true, format: 'text', wrap: true },
  label: { font: 'strong', border: true, format: 'text' },
  count: { border: true, format: 'count' },
  money: { border: true, format: 'money', align: 'right' },
  day: { border: true, format: 'day', align: 'center' },
  time: { border: true, format: 'time', align: 'center' },
  countTotal: { font: 'strong', fill: 'total', border: true, format: 'count' },
  moneyTotal: { font: 'strong', fill: 'total', border: true, format: 'money', align: 'right' },
  labelTotal: { font: 'strong', fill: 'total', border: true, format: 'text' },
  textDiffers: { font: 'differs', fill: 'differs', border: true, format: 'text' },
  countDiffers: { font: 'differs', fill: 'differs', border: true, format: 'count' },
  moneyDiffers: { font: 'differs', fill: 'differs', border: true, format: 'money', align: 'right' },
  dayDiffers: { font: 'differs', fill: 'differs', border: true, format: 'day', align: 'center' },
  timeDiffers: { font: 'differs', fill: 'differs', border: true, format: 'time', align: 'center' },
  good: { font: 'good', fill: 'good', border: true, align: 'center', format: 'text' },
  bad: { font: 'bad', fill: 'bad', border: true, align: 'center', format: 'text' },
} as const satisfies Readonly<Record<string, Look>>;
export type Style = keyof typeof LOOKS;

/** The number a cell names its look by. */
export function styleIndex(style: Style): number {
  return INDEX.get(style) ?? 0;
}

/** The workbook's part `xl/styles.xml`. */
export function stylesXml(): string {
  const fonts = Object.values(FONTS).map(
    ({ size, colour, bold }) =>
      `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><color rgb="FF${colour}"/><name val="微软雅黑"/><family val="2"/></font>`,
  );
  // A workbook's first two fills are spoken for.
  const fills = ['<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'];
  for (const colour of Object.values(FILLS)) {
    fills.push(
      `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`,
    );
  }
  const formats = Object.values(FORMATS).map(({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    list('numFmts', formats),
    list('fonts', fonts),
    list('fills', fills),
    list('borders', BORDERS),
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    list('cellXfs', Object.values<Look>(LOOKS).map(formatXml)),
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('');
}

interface Look {
  readonly font?: keyof typeof FONTS;
  readonly fill?: keyof typeof FILLS;
  readonly border?: boolean;
  /** A line below, no border. */
  readonly line?: boolean;
  readonly format?: keyof typeof FORMATS;
  readonly align?: 'center' | 'right';
  readonly wrap?: boolean;
}

const FONTS = {
  plain: { size: 10, colour: '1F2328', bold: false },
  strong: { size: 10, colour: '1F2328', bold: true },
  title: { size: 16, colour: '1F3864', bold: true },
  section: { size: 12, colour: '1F3864', bold: true },
  quiet: { size: 10, colour: '57606A', bold: false },
  header: { size: 10, colour: 'FFFFFF', bold: true },
  differs: { size: 10, colour: '7F3F00', bold: true },
  good: { size: 10, colour: '006100', bold: true },
  bad: { size: 10, colour: '9C0006', bold: true },
} as const;
const FILLS = { header: '1F3864', differs: 'FFE699', total: 'EAEEF5', good: 'C6EFCE', bad: 'FFC7CE' } as const;
const FORMATS = {
  text: { id: 164, code: '@' },
  count: { id: 165, code: '#,##0' },
  money: { id: 166, code: '#,##0.00' },
  day: { id: 167, code: 'yyyy-mm-dd' },
  time: { id: 168, code: 'yyyy-mm-dd hh:mm:ss' },
} as const;

const EDGE = (name: string, colour: string): string => `<${name} style="thin"><color rgb="FF${colour}"/></${name}>`;
const BORDERS = [
  '<border><left/><right/><top/><bottom/><diagonal/></border>',
  `<border>${['left', 'right', 'top', 'bottom'].map((name) => EDGE(name, 'C8CDD4')).join('')}<diagonal/></border>`,
  `<border><left/><right/><top/>${EDGE('bottom', '1F3864')}<diagonal/></border>`,
];

const INDEX: ReadonlyMap<string, number> = new Map(Object.keys(LOOKS).map((name, at) => [name, at]));

function list(name: string, parts: readonly string[]): string {
  return `<${name} count="${parts.length}">${parts.join('')}</${name}>`;
}

function formatXml({ font = 'plain', fill, border, line, format, align, wrap }: Look): string {
  const fontId = Object.keys(FONTS).indexOf(font);
  const fillId = fill === undefined ? 0 : Object.keys(FILLS).indexOf(fill) + 2;
  const borderId = border === true ? 1 : line === true ? 2 : 0;
  const horizontal = align === undefined ? '' : ` horizontal="${align}"`;
  return (
    `<xf numFmtId="${format === undefined ? 0 : FORMATS[format].id}" fontId="${fontId}" fillId="${fillId}"` +
    ` borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">` +
    `<alignment${horizontal} vertical="center"${wrap === true ? ' wrapText="1"' : ''}/></xf>`
  );
}
