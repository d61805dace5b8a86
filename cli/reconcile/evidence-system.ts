import { closeSync, openSync, readSync } from 'node:fs';
import { openRecords } from '../../adapters/files/open-records.ts';
import { FileError } from '../../adapters/files/file-error.ts';
import { fileSource } from '../../adapters/files/source.ts';
import { recogniseMembers } from '../../core/recognise.ts';
import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systems } from '../../schemas/systems/registry.ts';
import type { DecodeContext, System } from '../../schemas/systems/system.ts';
import { ofRole } from './role-error.ts';
import type { Role } from './work.ts';

/**
 * Which system's form a file of evidence is in: the city's own, another of its programme's where it carries none, or the province's.
 * Throws CliError where it is none of them, with what is wrong with it as the first of them.
 */
export async function evidenceSystem(
  role: Role,
  path: string,
  of: { readonly city: System; readonly province: System; readonly kind: Kind; readonly context: DecodeContext },
): Promise<System> {
  const candidates = candidatesFor(of);
  try {
    // What can't be read at all is nobody's.
    await fileSource(path);
    const members = firstMembers(path);
    if (members !== null) return ofMembers(candidates, of.kind, members);
    return await ofTable(candidates, path, of);
  } catch (error) {
    throw ofRole(role, error);
  }
}

function candidatesFor({ city, province, kind }: Parameters<typeof evidenceSystem>[2]): readonly System[] {
  const others = systems.filter(({ id, side, programme }) => {
    return id !== city.id && side === 'city' && programme === city.programme;
  });
  return [city, ...others, province].filter((system) => mappingOf(system, kind) !== undefined);
}

function ofMembers(candidates: readonly System[], kind: Kind, members: readonly string[]): System {
  const objects = candidates.filter(({ file }) => file.form === 'jsonl');
  const known = recogniseMembers(members).filter((found) => found.kind === kind);
  const chosen = objects.find(({ id }) => known.some(({ system }) => system === id)) ?? objects[0];
  if (chosen === undefined) throw new FileError('file.unsupported', { found: 'jsonl' });
  return chosen;
}

async function ofTable(
  candidates: readonly System[],
  path: string,
  { kind, context }: Parameters<typeof evidenceSystem>[2],
): Promise<System> {
  let first: Error = new FileError('file.unsupported', { found: 'other' });
  let isFirst = true;
  for (const system of candidates.filter(({ file }) => file.form !== 'jsonl')) {
    try {
      const { source } = await fileSource(path);
      await openRecords({ system, kind, context }, source);
      return system;
    } catch (error) {
      if (isFirst && error instanceof FileError) first = error;
      isFirst = false;
    }
  }
  throw first;
}

const FIRST_BYTES = 64 * 1024;

/** The members of the object a file begins with; `null` where it begins otherwise. */
function firstMembers(path: string): readonly string[] | null {
  const bytes = Buffer.alloc(FIRST_BYTES);
  const file = openSync(path, 'r');
  try {
    const text = bytes
      .toString('utf8', 0, readSync(file, bytes))
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (!text.startsWith('{')) return null;
    const [line = ''] = text.split('\n', 1);
    return [...line.matchAll(/"(\w+)"\s*:/g)].map(([, name = '']) => name);
  } finally {
    closeSync(file);
  }
}
