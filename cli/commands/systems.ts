import { KINDS } from '../../schemas/kind.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
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
};

function outline({ id, side, name, programme, encoding, kinds }: System) {
  return {
    system: id,
    name,
    side,
    direction: side === 'city' ? 'to-province' : 'to-city',
    programme: programme ?? null,
    encoding,
    kinds: carried({ kinds }).map(([kind, form]) => ({ kind, form })),
  };
}

function cells({ id, side, name, encoding, kinds }: System, language: 'zh' | 'en'): readonly string[] {
  const forms = [...new Set(carried({ kinds }).map(([, form]) => form))].map((form) => FORM_NAMES[form]);
  return [
    id,
    name[language],
    DIRECTIONS[side][language],
    carried({ kinds })
      .map(([kind]) => kindNames[kind][language])
      .join(language === 'zh' ? '、' : ', '),
    `${forms.join(', ')}, ${encoding.toUpperCase()}`,
  ];
}

const FORM_NAMES = { csv: 'CSV', jsonl: 'JSON Lines' } as const;

function carried({ kinds }: Pick<System, 'kinds'>) {
  return KINDS.flatMap((kind) => {
    const form = kinds[kind]?.form;
    return form === undefined ? [] : [[kind, form] as const];
  });
}
