import { join } from 'node:path';
import type { Kind } from '../../../schemas/kind.ts';
import { systems } from '../../../schemas/systems/registry.ts';
import type { System } from '../../../schemas/systems/system.ts';
import { kindNames } from '../../kind-name.ts';
import type { Decision } from './decision.ts';
import { CliError } from '../../cli-error.ts';
import { fieldsOf } from './fields.ts';
import { draftMapping, type MappingDraft } from './draft.ts';
import { type FolderFiles, refuseExisting, writeFolder } from './folder.ts';
import { draftGolden } from './golden.ts';
import { reportText } from './report.ts';
import { readSample, type Sample } from './sample.ts';
import { refuseLeaks } from './leaks.ts';
import { mappingFile, type OutlineOptions, outlineSystem, type SystemOutline } from './system-outline.ts';
import { codeListsCode, mappingCode, programmeCode, systemCode } from './write-code.ts';
import { readmeText } from './write-readme.ts';

export interface DraftRequest extends OutlineOptions {
  readonly path: string;
  readonly kind: Kind;
  /** Where the systems' folders are. */
  readonly dir: string;
  readonly force: boolean;
  /** `表头=field`, as a person has decided. */
  readonly columns: readonly string[];
  /** `YYYY-MM-DD`: later dates lie in the future. */
  readonly today: string;
}

export interface DraftResult {
  readonly outline: SystemOutline;
  readonly draft: MappingDraft;
  readonly undecided: readonly Decision[];
  /** Written files, with `dir`. */
  readonly files: readonly string[];
}

/** Reads a sample and writes a whole system folder from it. Throws CliError, FileError. */
export async function draftSystem(request: DraftRequest): Promise<DraftResult> {
  const { path, kind, dir, force, today } = request;
  const outline = outlineSystem(request);
  const folder = join(dir, outline.id);
  refuseExisting(folder, force);
  const sample = await readSample(path, kindNames[kind]);
  const draft = draftMapping(
    sample,
    { kind, today, known: others(outline.id), decided: decidedColumns(request, sample) },
    outline.regionCode !== null,
  );
  const undecided = [...draft.undecided, ...outline.undecided];
  const files = await filesOf(outline, sample, draft, undecided);
  refuseLeaks(sample, draft, files);
  await writeFolder(folder, files);
  return { outline, draft, undecided, files: [...files.keys()].map((name) => join(folder, name)) };
}

/** What `--column` says. Throws CliError. */
function decidedColumns({ columns, kind }: DraftRequest, sample: Sample): ReadonlyMap<string, string> {
  const headers = new Set(sample.columns.map(({ header }) => header));
  const fields = fieldsOf(kind).map(({ field }) => field);
  return new Map(
    columns.map((column) => {
      const at = column.lastIndexOf('=');
      const [header, field] = [column.slice(0, Math.max(0, at)), column.slice(at + 1)];
      if (headers.has(header) && fields.includes(field)) return [header, field];
      throw new CliError(
        'usage.column',
        {
          zh: `--column ${column} 不对：没有这一列，或没有这个字段`,
          en: `--column ${column}: no such column, or no such field`,
        },
        {
          zh: `写成 表头=字段；字段：${fields.join(', ')}。`,
          en: `Write header=field, the field one of ${fields.join(', ')}.`,
        },
      );
    }),
  );
}

/** A system drafted again is not its own witness. */
function others(id: string): readonly System[] {
  return systems.filter((system) => system.id !== id);
}

async function filesOf(
  outline: SystemOutline,
  sample: Sample,
  draft: MappingDraft,
  undecided: readonly Decision[],
): Promise<FolderFiles> {
  const { kind } = draft;
  const golden = await draftGolden(outline, sample, draft);
  const lists = codeListsCode(draft);
  return new Map<string, string | Buffer>([
    ['system.ts', systemCode(outline, sample.file, kind)],
    [mappingFile(kind), mappingCode(draft, sample.file, outline.regionCode !== null)],
    ...(lists === null ? [] : [['code-lists.ts', lists] as const]),
    ['programme.ts', programmeCode(outline)],
    ['README.md', readmeText(outline, sample.file, draft)],
    [`golden/${kind}-draft.input.${ENDINGS[sample.file.form]}`, golden.input],
    [`golden/${kind}-draft.expected.json`, golden.expected],
    ['DRAFT.md', reportText(outline, sample, draft, undecided)],
  ]);
}

const ENDINGS = { csv: 'csv', xlsx: 'xlsx', text: 'txt', jsonl: 'jsonl' } as const;
