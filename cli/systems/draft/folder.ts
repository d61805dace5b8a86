import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../../cli-error.ts';

/** A file of the folder by its path inside it. */
export type FolderFiles = ReadonlyMap<string, string | Buffer>;

/** A folder that is there is somebody's work. Throws CliError. */
export function refuseExisting(folder: string, force: boolean): void {
  if (force || !existsSync(folder)) return;
  throw new CliError(
    'usage.folder-exists',
    { zh: `目录 ${folder} 已经存在`, en: `the folder ${folder} exists` },
    {
      zh: '换一个编号，或加 --force 覆盖同名文件。',
      en: 'Choose another id, or overwrite the files of the same names with --force.',
    },
  );
}

/** Writes all files, a new folder as a whole: it is complete, or not there. Throws CliError. */
export async function writeFolder(folder: string, files: FolderFiles): Promise<void> {
  const isNew = !existsSync(folder);
  const target = isNew ? `${folder}.draft` : folder;
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(target, path)), { recursive: true });
      await writeFile(join(target, path), content);
    }
    if (isNew) await rename(target, folder);
  } catch (error) {
    if (isNew) await rm(target, { recursive: true, force: true });
    throw new CliError(
      'output.not-writable',
      { zh: `写不进 ${folder}（${causeOf(error)}）`, en: `${folder} can't be written (${causeOf(error)})` },
      {
        zh: '检查目录和权限，或用 --dir 换一处。',
        en: 'Check the directory and its permissions, or name another with --dir.',
      },
    );
  }
}

function causeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}
