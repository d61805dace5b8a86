import type { Kind } from '../../../schemas/kind.ts';
import type { FileForm } from '../../../schemas/systems/system.ts';
import { rulesOf } from './built-mapping.ts';
import { CODE_LISTS } from './codec-choice.ts';
import type { WordsDraft } from './code-words.ts';
import type { DraftLine, MappingDraft } from './draft.ts';
import type { SystemOutline } from './system-outline.ts';
import { array, call, type Code, exported, imports, object, pairs, printed, quoted } from './typescript.ts';

/** `Applicant`, `Certificate`, `Payment`. */
export function typeName(kind: Kind): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

export function systemCode(outline: SystemOutline, file: FileForm, kind: Kind): string {
  const { id, tenant, variable, name } = outline;
  return [
    imports([
      ['../../system', ['System'], true],
      [`./${kind}`, [`${kind}Mapping`]],
      ['./programme', ['PROGRAMME_CODE']],
    ]),
    '\n',
    exported(
      variable,
      'System',
      object(
        [
          ['id', quoted(id)],
          ['side', quoted('city')],
          ['tenant', quoted(tenant)],
          [
            'name',
            object([
              ['zh', quoted(name.zh)],
              ['en', quoted(name.en)],
            ]),
          ],
          ['programme', 'PROGRAMME_CODE'],
          ['file', fileCode(file)],
          ['receives', 'false'],
          ['kinds', object([[kind, `${kind}Mapping`]])],
        ],
        true,
      ),
    ),
  ].join('');
}

function fileCode(file: FileForm): Code {
  return object(Object.entries(file).map(([name, value]) => [name, quoted(String(value))]));
}

export function mappingCode(draft: MappingDraft, file: FileForm, hasRegion: boolean): string {
  const { kind, lines } = draft;
  const isTable = file.form !== 'jsonl';
  const type = typeName(kind);
  const mapping = isTable ? 'tableMapping' : 'objectMapping';
  const writer = uncarriedCode(draft);
  const head = `export const ${kind}Mapping = ${mapping}<${type}>(`;
  const parts: (readonly [string, Code])[] = [
    ['kind', quoted(kind)],
    ['version', '1'],
    ...(isTable ? ([['schema', `${kind}Schema`]] as const) : []),
    [isTable ? 'columns' : 'members', { ...array(lines.map((line) => lineCode(line, isTable))), isBroken: true }],
    ...unmappableCode(draft),
    ...ignoredCode(draft),
    ['rules', array(rulesOf(draft))],
    ['complete', completeCode(draft, hasRegion)],
    ['uncarried', writer],
  ];
  const ends = object(parts, true);
  return `${importsOf(draft, isTable, hasRegion)}\n${head}${printed(ends, 0, 0, 0)});\n`;
}

function lineCode({ header, outline, choice, value, required }: DraftLine, isTable: boolean): Code {
  const codec = isTable ? choice.name : (value?.name ?? `text(${choice.name})`);
  return object([
    [isTable ? 'column' : 'member', quoted(header)],
    ['field', quoted(outline.field)],
    ['codec', codec],
    ['required', String(required)],
    ['owner', quoted(outline.owner)],
  ]);
}

function unmappableCode({ unmappable }: MappingDraft): readonly (readonly [string, Code])[] {
  const entries = Object.entries(unmappable);
  if (entries.length === 0) return [];
  return [
    [
      'unmappable',
      object(
        entries.map(([field, values]) => [field, array(values.map(quoted))]),
        true,
      ),
    ],
  ];
}

function ignoredCode({ ignored }: MappingDraft): readonly (readonly [string, Code])[] {
  if (ignored.length === 0) return [];
  const items = ignored.map(({ wire, reason }) =>
    object([
      ['wire', quoted(wire)],
      [
        'reason',
        object([
          ['zh', quoted(reason.zh)],
          ['en', quoted(reason.en)],
        ]),
      ],
    ]),
  );
  return [['ignored', { ...array(items), isBroken: items.length > 1 }]];
}

function completeCode({ kind, lines }: MappingDraft, hasRegion: boolean): Code {
  if (kind !== 'applicant') return '(draft, context) => addProgramme(draft, context, context.today)';
  const statements = [
    'addProgramme(draft, context, draft.appliedOn ?? context.today);',
    ...(hasRegion ? ['draft.regionCode = REGION_CODE;'] : []),
    "draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');",
    ...(carries(lines, 'priorityTags') ? ['draft.priorityTags ??= [];'] : []),
  ];
  return `(draft, context) => {\n${statements.map((line) => `    ${line}\n`).join('')}  }`;
}

const OPTIONAL: Readonly<Record<Kind, readonly string[]>> = {
  applicant: ['ethnic', 'unionCode', 'employerCode', 'enrolledOn'],
  certificate: ['skillLevel', 'learningHours'],
  payment: ['paidOn', 'reasonCode'],
};

function uncarriedCode({ kind, lines }: MappingDraft): Code {
  const losses = OPTIONAL[kind]
    .filter((field) => !carries(lines, field))
    .map((field) => `...(record.${field} === undefined ? [] : ['${field}'])`);
  if (kind === 'applicant') {
    const sex = lines.find(({ outline }) => outline.field === 'sex');
    if (!carries(lines, 'regionCode')) losses.push("...(record.regionCode === REGION_CODE ? [] : ['regionCode'])");
    if (sex === undefined) losses.push("...(record.sex === sexOfCitizenId(record.idNumber) ? [] : ['sex'])");
    else if (sex.choice.name === 'sexWordCodec')
      losses.push("...(record.sex === '9' && sexOfCitizenId(record.idNumber) !== '9' ? ['sex'] : [])");
  }
  if (losses.length === 0) return 'uncarriedProgramme';
  return { ...array(['...uncarriedProgramme(record)', ...losses]), open: '(record) => [' };
}

function carries(lines: readonly DraftLine[], field: string): boolean {
  return lines.some(({ outline }) => outline.field === field);
}

function importsOf(draft: MappingDraft, isTable: boolean, hasRegion: boolean): string {
  const { kind, lines } = draft;
  const type = typeName(kind);
  const files = new Map<string, readonly string[]>();
  const from = (file: string, name: string): void => {
    files.set(file, [...(files.get(file) ?? []), name]);
  };
  for (const { choice, value } of lines) {
    if (value === null) from(choice.from, choice.name);
    if (!isTable) from('../../../codecs/value', value?.name ?? 'text');
  }
  if (kind === 'applicant') from('../../../codecs/citizen-id', 'sexOfCitizenId');
  const canonical = isTable ? [`${kind}Schema`, `type ${type}`] : [type];
  const codecs = [...files]
    .filter(([file]) => file !== CODE_LISTS)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return imports([
    [`../../../canonical/${kind}`, canonical, !isTable],
    ...codecs.map(([file, names]) => [file, names.toSorted()] as const),
    ...(isTable ? [] : ([['../../object-mapping', ['objectMapping']]] as const)),
    ['../../record-rules', rulesOf(draft)],
    ...(isTable ? ([['../../table-mapping', ['tableMapping']]] as const) : []),
    [CODE_LISTS, (files.get(CODE_LISTS) ?? []).toSorted()],
    [
      './programme',
      ['addProgramme', ...(kind === 'applicant' && hasRegion ? ['REGION_CODE'] : []), 'uncarriedProgramme'],
    ],
  ]);
}

/** The folder's code lists; null where the kind has none. */
export function codeListsCode({ kind, lines }: MappingDraft): string | null {
  const lists = lines.flatMap((line) => (line.choice.words === null ? [] : [{ line, words: line.choice.words }]));
  if (lists.length === 0) return null;
  const functions = [
    ...(lists.some(({ words }) => words.set === null) ? ['codeList'] : []),
    ...(lists.some(({ words }) => words.set !== null) ? ['codeSet'] : []),
  ];
  return [
    imports([
      [`../../../canonical/${kind}`, [typeName(kind)], true],
      ['../../../codecs/code-list', functions],
    ]),
    ...lists.map(({ line, words }) => `\n${undecidedComment(words)}${listCode(kind, line, words)}`),
  ].join('');
}

function listCode(kind: Kind, { outline, choice }: DraftLine, words: WordsDraft): string {
  const own = `${typeName(kind)}['${outline.field}']`;
  const type =
    outline.field === 'frontline'
      ? 'boolean'
      : outline.field === 'skillLevel'
        ? `NonNullable<${own}>`
        : words.set === null
          ? own
          : `${own}[number]`;
  const synonyms = words.synonyms.length === 0 ? [] : [pairs(words.synonyms)];
  const code =
    words.set === null
      ? call(`codeList<${type}>`, [pairs(words.entries), ...synonyms])
      : call(`codeSet<${type}>`, [pairs(words.entries), quoted(words.set.separator), quoted(words.set.none)]);
  return exported(choice.name, '', code);
}

/** The words nobody has mapped, where the person who maps them works. */
function undecidedComment({ unknown, ambiguous }: WordsDraft): string {
  const words = [...unknown, ...ambiguous].map(({ word, count }) => ` *   ${inComment(word)} (${count})`);
  if (words.length === 0) return '';
  return ['/**', ' * 待定，读到即退回 Undecided, rejected as code.unknown:', ...words, ' */', ''].join('\n');
}

function inComment(word: string): string {
  return word.replaceAll('*/', '* /');
}

export function programmeCode({ programmeCode: code, regionCode, name }: SystemOutline): string {
  return [
    imports([
      ['../../../programmes', ['Programme'], true],
      ['../../record-rules', ['Draft'], true],
      ['../../system', ['DecodeContext'], true],
    ]),
    "\n/** What this system's wire never says, because it is always the same. */\n",
    exported('PROGRAMME_CODE', '', quoted(code)),
    ...(regionCode === null ? [] : [exported('REGION_CODE', '', quoted(regionCode))]),
    "\n/** `model` is undecided: how it grants no file shows. A city's grant shares one claim group with the other cities'. */\n",
    exported(
      'programme',
      "Omit<Programme, 'model'>",
      object(
        [
          ['code', 'PROGRAMME_CODE'],
          [
            'name',
            object([
              ['zh', quoted(name.zh)],
              ['en', quoted(name.en)],
            ]),
          ],
          ['claimGroup', quoted('city-education')],
        ],
        true,
      ),
    ),
    PROGRAMME_FUNCTIONS,
  ].join('');
}

const PROGRAMME_FUNCTIONS = `
/** The programme and year of a record; \`ownYear\` is the year the record itself points to. */
export function addProgramme(
  draft: Draft<{ programmeCode: string; programmeYear: number }>,
  context: DecodeContext,
  ownYear: string,
): void {
  draft.programmeCode = PROGRAMME_CODE;
  draft.programmeYear ??= context.programmeYear ?? Number(ownYear.slice(0, 4));
}

/** The programme can't be said on the wire, so a record of another one is not carried. */
export function uncarriedProgramme(record: { readonly programmeCode: string }): readonly string[] {
  return record.programmeCode === PROGRAMME_CODE ? [] : ['programmeCode'];
}
`;
