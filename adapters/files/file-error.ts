import type { FileForm } from '../../schemas/systems/system.ts';

export type FileProblemCode =
  | 'file.not-found'
  | 'file.empty'
  | 'file.encoding'
  | 'file.header'
  | 'file.truncated'
  | 'file.too-large'
  | 'file.too-many-rows'
  | 'file.zip-bomb'
  | 'file.encrypted'
  | 'file.unsupported';

/** What the texts of a file problem may name; never the content of a cell of a record. */
export type FileProblemDetail = Readonly<Record<string, string | number>>;

/** The file as a whole can't be read. A row that can't be read is not this: it is a problem of that row alone. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileProblemCode;
  readonly detail: FileProblemDetail;
  /** What the files of the system are, where the reader knows. */
  readonly expected: FileForm['form'] | null;

  constructor(code: FileProblemCode, detail: FileProblemDetail = {}, expected: FileForm['form'] | null = null) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.code = code;
    this.detail = detail;
    this.expected = expected;
  }
}

/** `ENOENT`, `EACCES` …: what the operating system answered. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
