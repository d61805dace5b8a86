import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import { emptyRoot, type SealedLeaf } from '../../core/audit/journal.ts';
import { CliError, outputUnwritable } from '../cli-error.ts';
import { type AnchorText, type AuditSource, chainUnknown, type Span } from './source.ts';
import { sealedDays } from './verify.ts';

/** A line of an export. Every day that is in it has a line of its own, though it be without entries. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('chain'), tenant: z.string(), head: z.unknown() }),
  // Whatever was made of an entry is looked at, not refused.
  z.object({ type: z.literal('entry'), tenant: z.string(), entry: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('day'), tenant: z.string(), date: z.string() }),
  z.object({ type: z.literal('journal'), tenant: z.string(), date: z.string(), leaf: z.string() }),
  z.object({ type: z.literal('seal'), tenant: z.string(), date: z.string(), root: z.string() }),
  z.object({ type: z.literal('sealed'), root: z.string(), key: z.string(), hash: z.string() }),
]);

/** Writes a tenant's chain and its sealed days as JSON Lines, and all anchors as files of a directory where one is named. */
export async function writeExport(
  source: AuditSource,
  {
    tenant,
    out,
    anchors,
    ...span
  }: { readonly tenant: string; readonly out: string; readonly anchors?: string } & Span,
): Promise<{ readonly entries: number; readonly days: number }> {
  const chain = await source.chain(tenant, 0);
  if (chain === null) throw chainUnknown(tenant);
  const { entries, head } = chain;
  const days = sealedDays(entries, span);
  async function* lines(): AsyncGenerator<string> {
    const line = (value: z.infer<typeof lineSchema>): string => `${JSON.stringify(value)}\n`;
    yield line({ type: 'chain', tenant, head });
    for (const entry of entries) yield line({ type: 'entry', tenant, entry: { ...entry } });
    for (const [date, seals] of days) {
      yield line({ type: 'day', tenant, date });
      for (const leaf of (await source.journal(tenant, date)) ?? [])
        yield line({ type: 'journal', tenant, date, leaf });
      for (const { root, ...seal } of seals) {
        const sealed = await source.sealed(tenant, { ...seal, root });
        if (sealed !== null) yield line({ type: 'seal', tenant, date, root });
        for (const { key, hash } of sealed ?? []) yield line({ type: 'sealed', root, key, hash });
      }
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(out)).catch((error: unknown) => {
    throw error instanceof CliError ? error : outputUnwritable({ zh: out, en: out }, error);
  });
  if (anchors !== undefined) await writeAnchors(source, anchors);
  return { entries: entries.length, days: days.length };
}

async function writeAnchors(source: AuditSource, directory: string): Promise<void> {
  const texts = await source.anchors();
  try {
    await mkdir(directory, { recursive: true });
    for (const { date, text } of texts) await writeFile(join(directory, `${date}.json`), text);
  } catch (error) {
    throw outputUnwritable({ zh: directory, en: directory }, error);
  }
}

/** An export, with the anchors of a directory. Throws CliError where one can't be read. */
export async function sourceOfFile(path: string, anchorsIn: string | undefined): Promise<AuditSource> {
  const heads = new Map<string, ChainHead | null>();
  const entries: { readonly tenant: string; readonly entry: AuditEntry }[] = [];
  const journal = new Map<string, string[]>();
  const sealed = new Map<string, SealedLeaf[]>();
  for await (const line of linesOf(path)) {
    switch (line.type) {
      case 'chain':
        heads.set(line.tenant, line.head as ChainHead | null);
        break;
      case 'entry':
        entries.push({ tenant: line.tenant, entry: line.entry as unknown as AuditEntry });
        break;
      case 'day':
        journal.set(`${line.tenant} ${line.date}`, journal.get(`${line.tenant} ${line.date}`) ?? []);
        break;
      case 'journal':
        journal.get(`${line.tenant} ${line.date}`)?.push(line.leaf);
        break;
      case 'seal':
        sealed.set(line.root, []);
        break;
      case 'sealed':
        sealed.get(line.root)?.push({ key: line.key, hash: line.hash });
    }
  }
  // What says nothing of any chain says nothing is wrong with one.
  if (heads.size === 0) throw unreadable(path, 0);
  const anchors = anchorsIn === undefined ? [] : await readAnchors(anchorsIn);
  return {
    isWhole: false,
    tenants: () => Promise.resolve([...heads.keys()]),
    anchors: () => Promise.resolve(anchors),
    chain: (tenant, after) =>
      Promise.resolve({
        entries: entries.flatMap((each) => (each.tenant === tenant ? [each.entry] : [])).slice(after),
        head: heads.get(tenant) ?? null,
      }),
    journal: (tenant, date) => Promise.resolve(journal.get(`${tenant} ${date}`) ?? null),
    sealed: (_tenant, { root }) => Promise.resolve(root === emptyRoot ? [] : (sealed.get(root) ?? null)),
  };
}

async function* linesOf(path: string): AsyncGenerator<z.infer<typeof lineSchema>> {
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number += 1;
      if (text === '') continue;
      yield lineSchema.parse(JSON.parse(text));
    }
  } catch {
    throw unreadable(path, number);
  }
}

/** As they come by `bridge audit export`, or by a copy of the bucket. */
async function readAnchors(directory: string): Promise<readonly AnchorText[]> {
  try {
    const names = await readdir(directory);
    const inner = names.includes('anchors') ? join(directory, 'anchors') : directory;
    const files = (await readdir(inner)).filter((name) => /^\d{4}-\d{2}-\d{2}\.json$/.test(name)).toSorted();
    return await Promise.all(
      files.map(async (name) => ({
        date: name.slice(0, -'.json'.length),
        text: await readFile(join(inner, name), 'utf8'),
      })),
    );
  } catch {
    throw unreadable(directory, 0);
  }
}

function unreadable(path: string, line: number): CliError {
  const at = line === 0 ? '' : `:${line}`;
  return new CliError(
    'audit.file-unreadable',
    { zh: `读不了 ${path}${at}`, en: `${path}${at} can't be read` },
    { zh: '写 bridge audit export 导出的文件和目录。', en: 'Name what bridge audit export has written.' },
  );
}
