import type { Kind } from '../../schemas/kind.ts';
import { formText, mappingSections } from '../../schemas/mapping-reference.ts';
import { explain, isProblemCode } from '../../schemas/problem.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { Conformance, LawOutcome } from '../conformance/conformance.ts';
import { kindsOf } from '../conformance/laws.ts';
import { offWireFields } from '../conformance/off-wire.ts';
import type { AnyMapping } from '../conformance/wire.ts';
import { kindNames } from '../kind-name.ts';
import { localDate } from '../local-date.ts';
import type { Language } from '../terminal.ts';
import { directionOf } from './list.ts';

export interface SampleProblem {
  readonly sample: string;
  /** Null where the whole file is refused. */
  readonly row: number | null;
  readonly field: string | null;
  readonly code: string;
}

export interface ReportOf {
  readonly system: System;
  readonly isRegistered: boolean;
  readonly conformance: Conformance;
  readonly problems: ReadonlyMap<Kind, readonly SampleProblem[]>;
  readonly language: Language;
  readonly now: Date;
}

type Say = (zh: string, en: string) => string;

export function verdictOf(system: System, { passed, laws, golden }: Conformance, language: Language): string {
  const say = sayIn(language);
  return passed === laws
    ? say(
        `${system.name.zh}（${system.id}）：通过，${laws} 条规约全部符合，样例文件 ${golden} 个。`,
        `${system.name.en} (${system.id}): passed, all ${laws} laws are kept, ${golden} sample files.`,
      )
    : say(
        `${system.name.zh}（${system.id}）：未通过，${laws} 条规约中 ${laws - passed} 条不符合。`,
        `${system.name.en} (${system.id}): not passed, ${laws - passed} of ${laws} laws are broken.`,
      );
}

/** The report as Markdown, in one language: what was checked, what the files must hold, what can't be said, what went wrong. */
export function systemReport(of: ReportOf): string {
  const { system, conformance, language } = of;
  const say = sayIn(language);
  return [
    `# ${say('对接检查报告：', 'Integration report: ')}${system.name[language]}\n`,
    verdictOf(system, conformance, language),
    '',
    ...facts(of, say),
    '',
    ...kindsOf(system).flatMap((kind) => kindReport(of, kind, say)),
    `## ${say('说明', 'Notes')}\n`,
    say(
      '- 以上由字段表和程序自动生成：同一张表既用于读取也用于写出，因此报告与实际运行一致。',
      '- All this is generated from the table of fields itself, which both reads and writes, so the report is what runs.',
    ),
    say(
      '- 「必填」指每行都要有值；「归属」为市的字段以市方为准，归属为省的字段（如状态）以粤工惠为准。',
      '- "Required" wants a value in every row. A field owned by the city is the city’s to say, one owned by the province 粤工惠’s.',
    ),
    say(
      '- 样例与试验数据均为虚构，不含任何真实个人信息。',
      '- Samples and trial data are invented; they hold no person’s data.',
    ),
    '',
  ].join('\n');
}

function facts({ system, isRegistered, conformance, now }: ReportOf, say: Say): readonly string[] {
  const programme = system.programme === undefined ? undefined : programmeByCode(system.programme);
  const { zh, en } = directionOf(system);
  return [
    `- ${say('系统编号：', 'System: ')}\`${system.id}\`${isRegistered ? '' : say('（尚未登记）', ' (not registered yet)')}`,
    `- ${say('方向：', 'Direction: ')}${say(zh, en)}`,
    ...(programme === undefined
      ? []
      : [`- ${say('项目：', 'Programme: ')}${say(programme.name.zh, programme.name.en)}（${programme.code}）`]),
    `- ${say('文件格式：', 'File: ')}${formText(system.file)}`,
    `- ${say('检查日期：', 'Checked on: ')}${localDate(now)}`,
    `- ${say('检查范围：', 'Extent: ')}${say(
      `${conformance.laws} 条规约，每种记录 ${conformance.cases} 例虚构记录，样例文件 ${conformance.golden} 个`,
      `${conformance.laws} laws, ${conformance.cases} invented records a kind, ${conformance.golden} sample files`,
    )}`,
  ];
}

function kindReport({ system, conformance, problems }: ReportOf, kind: Kind, say: Say): readonly string[] {
  const mapping = mappingOf(system, kind);
  if (mapping === undefined) return [];
  const outcomes = conformance.outcomes.filter((outcome) => outcome.kind === kind);
  return [
    `## ${say(kindNames[kind].zh, kindNames[kind].en)}\n`,
    `### ${say('检查结果', 'What was checked')}\n`,
    `| ${say('结果', 'result')} | ${say('规约', 'law')} | ${say('用例', 'cases')} |`,
    '| --- | --- | --- |',
    ...outcomes.map(({ title, result }) => {
      const verdict = result.ok ? say('通过', 'kept') : say('**不通过**', '**broken**');
      return `| ${verdict} | ${say(title.zh, title.en)} | ${result.ok ? result.cases : ''} |`;
    }),
    '',
    ...brokenLaws(outcomes, say),
    ...mappingSections(kind, mapping, safeOffWire(kind, mapping), say, '###'),
    ...sampleTable(problems.get(kind) ?? [], say),
  ];
}

function brokenLaws(outcomes: readonly LawOutcome[], say: Say): readonly string[] {
  const lines = outcomes.flatMap(({ title, result }) => {
    if (result.ok) return [];
    const { says, shown } = result.counterexample;
    return [
      `- **${say(title.zh, title.en)}** ${say(says.zh, says.en)}`,
      `  ${say('反例：', 'counterexample: ')}\`${JSON.stringify(shown)}\``,
    ];
  });
  return lines.length === 0 ? [] : [`### ${say('不符合之处', 'What is broken')}\n`, ...lines, ''];
}

/** A mapping that carries nothing has been told so by its laws. */
function safeOffWire(kind: Kind, mapping: AnyMapping): ReturnType<typeof offWireFields> {
  try {
    return offWireFields(kind, mapping);
  } catch {
    return [];
  }
}

function sampleTable(problems: readonly SampleProblem[], say: Say): readonly string[] {
  if (problems.length === 0) return [];
  return [
    `### ${say('样例中的问题与处理', 'Problems of the samples, and what to do')}\n`,
    `| ${say('样例', 'sample')} | ${say('行', 'row')} | ${say('列', 'column')} | ${say('说明与处理', 'what, and what to do')} |`,
    '| --- | --- | --- | --- |',
    ...problems.map(({ sample, row, field, code }) => {
      const text = isProblemCode(code) ? explain({ code, field: null }, say('zh', 'en') === 'zh' ? 'zh' : 'en') : code;
      return `| ${sample} | ${row ?? say('整份', 'whole file')} | ${field ?? ''} | ${text} \`${code}\` |`;
    }),
    '',
  ];
}

function sayIn(language: Language): Say {
  return (zh, en) => (language === 'zh' ? zh : en);
}
