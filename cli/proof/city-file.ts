import { openRecords } from '../../adapters/files/open-records.ts';
import { fileSource, withDigest } from '../../adapters/files/source.ts';
import { FileError } from '../../adapters/files/file-error.ts';
import { rowDigest } from '../../core/proof/leaf.ts';
import { recordsPushSchema } from '../../schemas/manifest.ts';
import type { BatchStatement } from '../../schemas/proof.ts';
import { systemById } from '../../schemas/systems/registry.ts';

/** A row of the city's own file, as its proof has to know it. */
export interface CityRow {
  readonly row: number;
  /** Hex. */
  readonly digest: string;
  /** 分; null where the row has no amount that can be read, or the file no amounts. */
  readonly fen: string | null;
}

export interface CityFile {
  readonly rows: AsyncIterable<CityRow>;
  /** Hex, of the whole file; after all rows were read. */
  readonly sha256: () => string;
}

/** Opens the file a batch was made of, read as ingest reads it; of a push the body of its request. Throws FileError. */
export async function openCityFile(path: string, statement: BatchStatement): Promise<CityFile> {
  const { source, digest } = withDigest((await fileSource(path)).source);
  const sha256 = () => digest().sha256;
  if (statement.fileName === '') return { rows: pushedRows(await readAll(source)), sha256 };
  const system = systemById(statement.system);
  if (system === undefined) throw new FileError('file.unsupported', { system: statement.system });
  const [programmeYear] = statement.programmeYears;
  const context = {
    today: statement.madeAt.slice(0, 10),
    ...(programmeYear === undefined ? {} : { programmeYear }),
  };
  const file = await openRecords({ system, kind: statement.kind, context }, source);
  async function* rows(): AsyncGenerator<CityRow> {
    for await (const block of file.blocks) {
      for (const { result, original, fen } of block)
        yield { row: result.row, digest: Buffer.from(rowDigest(original)).toString('hex'), fen };
    }
  }
  return { rows: rows(), sha256 };
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* pushedRows(body: string): AsyncGenerator<CityRow> {
  const { data } = recordsPushSchema.safeParse(jsonOf(body));
  if (data === undefined) throw new FileError('file.unsupported', { found: 'other' });
  for (const [index, record] of data.records.entries())
    yield { row: index + 1, digest: Buffer.from(rowDigest([JSON.stringify(record)])).toString('hex'), fen: null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
