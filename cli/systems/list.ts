import stringWidth from 'string-width';
import { systems } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import { type Conformance, conformanceOf } from '../conformance/conformance.ts';
import { kindsOf } from '../conformance/laws.ts';
import { kindNames } from '../kind-name.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';

/** Made records for each kind while systems are listed: as many as let the list appear at once. */
export const LIST_CASES = 10;

/** Prints every registered system with its conformance as of now. True where every law is kept. */
export async function listSystems(terminal: Terminal): Promise<boolean> {
  const listed: (readonly [System, Conformance])[] = [];
  for (const system of systems) {
    const conformance = await conformanceOf(system, LIST_CASES);
    listed.push([system, conformance]);
    if (terminal.json) printLine(terminal, JSON.stringify(outline(system, conformance)));
  }
  if (!terminal.json) for (const line of linesOf(terminal, listed)) printLine(terminal, line);
  return listed.every(([, { passed, laws }]) => passed === laws);
}

function outline(system: System, { passed, laws, cases, golden }: Conformance) {
  const { id, side, name, programme, file, receives } = system;
  return {
    system: id,
    name,
    side,
    direction: side === 'rail' ? 'payout' : side === 'province' ? 'to-city' : 'to-province',
    receives,
    programme: programme ?? null,
    encoding: 'encoding' in file ? file.encoding : 'utf-8',
    kinds: kindsOf(system).map((kind) => ({ kind, form: file.form })),
    conformance: { passed, laws, cases },
    golden,
  };
}

function linesOf(terminal: Terminal, listed: readonly (readonly [System, Conformance])[]): readonly string[] {
  const head = TITLES.map((title) => say(terminal, title));
  const rows = listed.map(([system, { passed, laws, golden }]) => [
    `${passed}/${laws}`,
    String(golden),
    system.id,
    say(terminal, directionOf(system)),
    FORM_NAMES[system.file.form],
  ]);
  const [titles = '', ...lines] = tableLines(head, rows, [0, 1]);
  const broken = listed.filter(([, { passed, laws }]) => passed < laws).map(([{ id }]) => id);
  return [
    titles,
    ...lines.flatMap((line, at) => [line, ...detailOf(terminal, listed[at]?.[0])]),
    '',
    say(terminal, {
      zh: `共 ${listed.length} 个系统。规约：通过数/总数，每种记录各试 ${LIST_CASES} 例；样例：样例文件数。`,
      en: `${listed.length} systems. laws: kept/all, ${LIST_CASES} made records a kind; golden: sample files.`,
    }),
    broken.length === 0
      ? say(terminal, {
          zh: '逐条结果、字段表和更多用例：bridge systems check <系统> --cases 10000',
          en: 'Each law, the columns, more cases: bridge systems check <ID> --cases 10000',
        })
      : say(terminal, {
          zh: `未全部通过：${broken.join('、')}。用 bridge systems check 查看原因。`,
          en: `Not all kept: ${broken.join(', ')}. See why with bridge systems check.`,
        }),
  ];
}

const TITLES: readonly Bilingual[] = [
  { zh: '规约', en: 'laws' },
  { zh: '样例', en: 'golden' },
  { zh: '系统', en: 'system' },
  { zh: '方向', en: 'direction' },
  { zh: '格式', en: 'form' },
];

/** What it is and carries: one line, or two where one is too long. */
function detailOf(terminal: Terminal, system: System | undefined): readonly string[] {
  if (system === undefined) return [];
  const kinds = kindsOf(system).map((kind) => say(terminal, kindNames[kind]));
  const name = `${INDENT}${say(terminal, system.name)}`;
  const carried = kinds.join(say(terminal, { zh: '、', en: ', ' }));
  const line = say(terminal, { zh: `${name}：${carried}`, en: `${name}: ${carried}` });
  return stringWidth(line) <= WIDTH_MAX ? [line] : [name, `${INDENT}${carried}`];
}

const INDENT = ' '.repeat(8);
const WIDTH_MAX = 80;

/** Where its records go; both ways where we deliver to it, too. */
export function directionOf({ side, receives }: Pick<System, 'side' | 'receives'>): Bilingual {
  if (side === 'rail') return receives ? RAIL_BOTH : RAIL_RESULTS;
  if (side === 'province') return receives ? { zh: '省 ⇄ 市', en: 'province ⇄ city' } : TO_CITY;
  return receives ? { zh: '市 ⇄ 省', en: 'city ⇄ province' } : { zh: '市 → 省', en: 'city → province' };
}

const TO_CITY: Bilingual = { zh: '省 → 市', en: 'province → city' };
const RAIL_BOTH: Bilingual = { zh: '付款 ⇄ 回盘', en: 'pay ⇄ results' };
const RAIL_RESULTS: Bilingual = { zh: '付款结果', en: 'pay results' };

const FORM_NAMES = { csv: 'CSV', xlsx: 'XLSX', text: 'TXT', jsonl: 'JSON' } as const;
