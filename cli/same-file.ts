import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from './cli-error.ts';

/** Refuses an output that would replace the input or another output, also by way of a link. Throws CliError. */
export async function refuseSameFile(...paths: readonly (string | undefined)[]): Promise<void> {
  if (await areDifferent(paths)) return;
  throw new CliError(
    'usage.same-file',
    { zh: '输入和输出不能是同一个文件', en: 'input and outputs must be different files' },
    { zh: '给输出换一个文件名。', en: 'Give the output another name.' },
  );
}

/** Whether no two of these are the same file, also by way of a link. */
export async function areDifferent(paths: readonly (string | undefined)[]): Promise<boolean> {
  const given = await Promise.all(paths.filter((path) => path !== undefined).map(placeOf));
  return new Set(given).size === given.length;
}

/** Where a file is or will be, whatever links lead there. */
async function placeOf(path: string): Promise<string> {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  return realpath(absolute).catch(async () => join(await realpath(folder).catch(() => folder), basename(absolute)));
}
