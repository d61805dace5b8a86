import stringWidth from 'string-width';

/** A piece of source text: a word, or a group whose items stand on one line where they fit. */
export type Code = string | CodeGroup;

export interface CodeGroup {
  readonly open: string;
  readonly close: string;
  /** Between the brackets on one line: `{ a }`, but `[a]`. */
  readonly gap: '' | ' ';
  readonly items: readonly CodeItem[];
  /** Never on one line. */
  readonly isBroken: boolean;
}

export interface CodeItem {
  /** `field: `, or nothing. */
  readonly before: string;
  readonly code: Code;
}

export function object(members: readonly (readonly [name: string, code: Code])[], isBroken = false): CodeGroup {
  const items = members.map(([name, code]) => ({ before: `${memberName(name)}: `, code }));
  return { open: '{', close: '}', gap: ' ', items, isBroken };
}

export function array(items: readonly Code[]): CodeGroup {
  return { open: '[', close: ']', gap: '', items: items.map((code) => ({ before: '', code })), isBroken: false };
}

/** Pairs of a word and its value, one a line where there are several. */
export function pairs(entries: readonly (readonly [string, string | boolean])[]): CodeGroup {
  const items = entries.map(([word, value]) =>
    array([quoted(word), typeof value === 'string' ? quoted(value) : String(value)]),
  );
  return { ...array(items), isBroken: entries.length > 1 };
}

export function call(name: string, args: readonly Code[]): CodeGroup {
  const [only, other] = args;
  if (only !== undefined && other === undefined && typeof only !== 'string')
    return { ...only, open: `${name}(${only.open}`, close: `${only.close})` };
  return { open: `${name}(`, close: ')', gap: '', items: args.map((code) => ({ before: '', code })), isBroken: false };
}

/** A string as the formatter writes it: single quotes, unless the text has more of them than of the others. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  if (text.includes("'") && !text.includes('"')) return `"${json}"`;
  return `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The text of a piece that begins after `before` columns of a line indented by `indent`, with `after` more to follow it. */
export function printed(code: Code, indent: number, before: number, after: number): string {
  if (typeof code === 'string') return code;
  const { open, close, items } = code;
  if (items.length === 0) return `${open}${close}`;
  const line = flat(code);
  if (!breaks(code) && before + stringWidth(line) + after <= LINE_WIDTH) return line;
  const inner = indent + 2;
  const lines = items.map(
    ({ before: name, code: item }) =>
      `${' '.repeat(inner)}${name}${printed(item, inner, inner + stringWidth(name), 1)},`,
  );
  return `${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`;
}

/** `export const name = …;` */
export function exported(name: string, type: string, code: Code): string {
  const head = `export const ${name}${type === '' ? '' : `: ${type}`} = `;
  return `${head}${printed(code, 0, stringWidth(head), 1)};\n`;
}

/** Import lines, one a file, sorted by file as the other folders are. */
export function imports(
  lines: readonly (readonly [file: string, names: readonly string[], isType?: boolean])[],
): string {
  return lines
    .filter(([, names]) => names.length > 0)
    .map(([file, names, isType]) => {
      const head = isType === true ? 'import type ' : 'import ';
      const unique = [...new Set(names)];
      const group: CodeGroup = {
        open: '{',
        close: '}',
        gap: ' ',
        items: unique.map((code) => ({ before: '', code })),
        isBroken: false,
      };
      const tail = ` from '${file}.ts';`;
      return `${head}${printed(group, 0, head.length, tail.length)}${tail}\n`;
    })
    .join('');
}

const LINE_WIDTH = 120;

function breaks(code: Code): boolean {
  return typeof code !== 'string' && (code.isBroken || code.items.some(({ code: item }) => breaks(item)));
}

function flat(code: Code): string {
  if (typeof code === 'string') return code;
  const { open, close, gap, items } = code;
  return `${open}${gap}${items.map(({ before, code: item }) => `${before}${flat(item)}`).join(', ')}${gap}${close}`;
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}
