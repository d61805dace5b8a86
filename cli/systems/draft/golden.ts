import { FileError } from '../../../adapters/files/file-error.ts';
import { openRecords } from '../../../adapters/files/open-records.ts';
import { writeObjects, writeTable } from '../../../adapters/files/write-table.ts';
import type { CheckedRow } from '../../../core/check.ts';
import type { Canonical, DecodeContext, FileForm } from '../../../schemas/systems/system.ts';
import { expectedText } from '../expected-text.ts';
import { builtSystem } from './built-mapping.ts';
import { deidentify } from './deidentify.ts';
import type { MappingDraft } from './draft.ts';
import type { Sample } from './sample.ts';
import type { SystemOutline } from './system-outline.ts';

/** A golden sample: a file in the system's own form with nobody in it, and what the drafted mapping makes of it. */
export interface GoldenDraft {
  readonly input: Buffer;
  readonly expected: string;
  readonly rows: number;
}

/** The day golden samples are read on, and the year they are of, in every system. */
const CONTEXT: DecodeContext = { today: '2026-11-23', programmeYear: 2025 };

export async function draftGolden(outline: SystemOutline, sample: Sample, draft: MappingDraft): Promise<GoldenDraft> {
  const { header, rows, values } = deidentify(sample, draft, CONTEXT.today);
  const input =
    sample.file.form === 'jsonl'
      ? writeObjects(values.map((row) => Object.fromEntries(header.map((member, at) => [member, row[at]]))))
      : await tableBytes(sample.file, titlesOf(sample.headerRow - 1, header.length), header, rows);
  return { input, expected: await expectedOf(outline, sample.file, draft, input), rows: rows.length };
}

/** The header where the sample has it: rows of titles above it, and none of their text. */
async function tableBytes(
  file: Exclude<FileForm, { readonly form: 'jsonl' }>,
  titles: readonly (readonly string[])[],
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Buffer> {
  const [first = header, ...rest] = [...titles, header, ...rows];
  return writeTable(file, first, rest);
}

function titlesOf(count: number, width: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.max(0, count) }, () =>
    Array.from({ length: width }, (_, at) => (at === 0 ? TITLE : '')),
  );
}

const TITLE = '样例标题';

async function expectedOf(outline: SystemOutline, file: FileForm, draft: MappingDraft, input: Buffer): Promise<string> {
  const system = builtSystem(outline, file, draft);
  try {
    const opened = await openRecords({ system, kind: draft.kind, context: CONTEXT }, chunk(input));
    const rows: CheckedRow<Canonical>[] = [];
    for await (const block of opened.blocks) rows.push(...block.map(({ result }) => result));
    const { encoding, headerRow, warnings } = opened;
    return expectedText({ encoding, headerRow, warnings, rows });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return expectedText({ error: { code: error.code, detail: error.detail } });
  }
}

async function* chunk(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
