import { CellError } from '../../adapters/files/cell-error.ts';
import { CharacterError } from '../../adapters/files/csv-write.ts';
import { type FileRow, openRecords } from '../../adapters/files/open-records.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { type Law, LawBroken, tried, USUAL_SEED } from './law.ts';
import type { RecordSource } from './record-laws.ts';
import { TODAY } from './values.ts';
import { type AnyMapping, contextOf, differing, valueOf } from './wire.ts';
import { writtenFile } from './written-file.ts';

/** The laws about whole files, in the very form the system's files have. */
export function fileLaws(system: System, kind: Kind, mapping: AnyMapping, records: RecordSource): readonly Law[] {
  return [
    {
      id: 'file',
      title: { zh: '按本系统的文件格式写成文件再读回，记录不变', en: 'a file in its own form is read back' },
      run: (cases, seed = USUAL_SEED) =>
        tried(async () => {
          const writable = await writableOf(system, mapping, records(cases, seed));
          if (writable.length === 0)
            throw new LawBroken(
              { zh: '没有一条记录能写成文件', en: 'no record can be written to a file' },
              system.file,
            );
          await mustReadBack(system, kind, mapping, writable);
          return writable.length;
        }),
    },
    {
      id: 'limits',
      title: { zh: '超过上限的单元格只拒收那一行', en: 'a cell beyond the limit costs its row, and no other' },
      run: (_cases, seed = USUAL_SEED) => tried(() => mustKeepLimits(system, kind, mapping, records(PAIR, seed))),
    },
  ];
}

const PAIR = 2;
const OVER_LIMIT = '长'.repeat(11_000);

async function mustReadBack(
  system: System,
  kind: Kind,
  mapping: AnyMapping,
  written: readonly Canonical[],
): Promise<void> {
  const byYear = Map.groupBy(written, ({ programmeYear }) => programmeYear);
  for (const [programmeYear, records] of byYear) {
    const rows = await readRows(system, kind, await writtenFile(system, mapping, records), { programmeYear });
    if (rows.length !== records.length)
      throw new LawBroken(
        { zh: '读回的行数不同', en: 'the number of rows differs' },
        { written: records.length, read: rows.length },
      );
    for (const [at, record] of records.entries()) mustBeRow(record, rows[at]);
  }
}

function mustBeRow(record: Canonical, read: FileRow | undefined): void {
  if (read?.result.ok !== true)
    throw new LawBroken(
      { zh: '写成文件后读不回来', en: 'refused when read from the file' },
      {
        ...read?.result.problem,
        original: read?.original,
      },
    );
  const [field] = differing(record, read.result.record);
  if (field === undefined) return;
  throw new LawBroken(
    { zh: `${field} 经过文件后不同`, en: `${field} is not what it was before the file` },
    { field, was: valueOf(record, field), is: valueOf(read.result.record, field) },
  );
}

async function mustKeepLimits(
  system: System,
  kind: Kind,
  mapping: AnyMapping,
  [first, second]: readonly Canonical[],
): Promise<number> {
  const line = mapping.fields.find(({ codec }) => codec.name === 'text');
  if (line === undefined || first === undefined || second === undefined || mapping.form !== 'table') return 0;
  const pair = await writableOf(system, mapping, [first, { ...second, [line.field]: OVER_LIMIT }]);
  if (pair.length < PAIR) return 0;
  const rows = await readRows(system, kind, await writtenFile(system, mapping, pair), contextOf(first));
  const codes = rows.map(({ result }) => (result.ok ? null : result.problem.code));
  if (codes.length === PAIR && codes[0] === null && codes[1] === 'row.cell-too-long') return 1;
  throw new LawBroken({ zh: '超长的单元格没有报出', en: 'a cell beyond the limit is not told' }, { codes });
}

/**
 * Some forms have no place for some text: GB18030 for some characters, `|`-separated text for the bar and the line break. A file that can
 * hold all of them is written once; else they are tried one by one.
 */
async function writableOf(
  system: System,
  mapping: AnyMapping,
  records: readonly Canonical[],
): Promise<readonly Canonical[]> {
  if (await canBeWritten(system, mapping, records)) return records;
  const writable: Canonical[] = [];
  for (const record of records) if (await canBeWritten(system, mapping, [record])) writable.push(record);
  return writable;
}

async function canBeWritten(system: System, mapping: AnyMapping, records: readonly Canonical[]): Promise<boolean> {
  try {
    await writtenFile(system, mapping, records);
    return true;
  } catch (error) {
    if (error instanceof CharacterError || error instanceof CellError) return false;
    throw error;
  }
}

async function readRows(
  system: System,
  kind: Kind,
  bytes: Uint8Array,
  { programmeYear }: { readonly programmeYear?: number },
): Promise<readonly FileRow[]> {
  const context = programmeYear === undefined ? { today: TODAY } : { today: TODAY, programmeYear };
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const file = await openRecords({ system, kind, context }, source());
  const rows: FileRow[] = [];
  for await (const block of file.blocks) rows.push(...block);
  return rows;
}
