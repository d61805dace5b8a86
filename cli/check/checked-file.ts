import { type FileRow, openRecords, type RecordsFile, type RecordsOf } from '../../adapters/files/open-records.ts';
import { fileSource, withDigest } from '../../adapters/files/source.ts';

export interface FileToCheck extends RecordsOf {
  readonly path: string;
  /** Hears how many bytes of how many were read. */
  readonly onRead?: (done: number, total: number) => void;
}

export type CheckedFileRow = FileRow;

/** A file being read row by row through a system's mapping. */
export interface CheckedFile extends RecordsFile {
  /** SHA-256 of all bytes, hex, once they are read. */
  readonly sha256: () => string;
}

/** Throws FileError. */
export async function openChecked(file: FileToCheck): Promise<CheckedFile> {
  const { source: raw, bytes } = await fileSource(file.path);
  const { source, digest } = withDigest(raw, (done) => file.onRead?.(done, bytes));
  return { ...(await openRecords(file, source)), sha256: () => digest().sha256 };
}
