import { KINDS } from '../../schemas/kind.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { FileForm, System } from '../../schemas/systems/system.ts';
import { type BridgeCommand, subcommand } from '../command.ts';
import { kindNames } from '../kind-name.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say } from '../terminal.ts';

export const systemsCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'systems',
      summary: {
        zh: '列出已接入的系统、它们的记录种类和方向',
        en: 'list the systems, the kinds of record each carries, and the direction',
      },
      examples: ['systems', 'systems --json'],
    }).action(() => {
      if (terminal.json) for (const system of systems) printLine(terminal, JSON.stringify(outline(system)));
      else
        for (const line of tableLines(
          TITLES.map((title) => say(terminal, title)),
          systems.map((system) => cells(system, terminal.language)),
        ))
          printLine(terminal, line);
      finish(0);
    }),
};

const TITLES: readonly Bilingual[] = [
  { zh: '系统', en: 'system' },
  { zh: '名称', en: 'name' },
  { zh: '方向', en: 'direction' },
  { zh: '记录', en: 'records' },
  { zh: '格式', en: 'form' },
];

const DIRECTIONS: Readonly<Record<System['side'], Bilingual>> = {
  city: { zh: '市 → 省', en: 'city → province' },
  province: { zh: '省 → 市', en: 'province → city' },
  rail: { zh: '付款渠道', en: 'payment rail' },
};

function outline({ id, side, name, programme, file, kinds }: System) {
  return {
    system: id,
    name,
    side,
    direction: side === 'province' ? 'to-city' : 'to-province',
    programme: programme ?? null,
    encoding: encodingOf(file),
    kinds: carried({ kinds }).map((kind) => ({ kind, form: file.form })),
  };
}

function cells({ id, side, name, file, kinds }: System, language: 'zh' | 'en'): readonly string[] {
  return [
    id,
    name[language],
    DIRECTIONS[side][language],
    carried({ kinds })
      .map((kind) => kindNames[kind][language])
      .join(language === 'zh' ? '、' : ', '),
    `${FORM_NAMES[file.form]}, ${encodingOf(file).toUpperCase()}`,
  ];
}

const FORM_NAMES = { csv: 'CSV', xlsx: 'XLSX', text: 'TXT', jsonl: 'JSON Lines' } as const;

function encodingOf(file: FileForm): string {
  return 'encoding' in file ? file.encoding : 'utf-8';
}

function carried({ kinds }: Pick<System, 'kinds'>) {
  return KINDS.filter((kind) => kinds[kind] !== undefined);
}
