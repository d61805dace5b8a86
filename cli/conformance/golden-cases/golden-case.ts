/** One nasty case of real identifiers or files, and the golden sample that holds it. */
export interface GoldenCase {
  readonly zh: string;
  readonly en: string;
  /** `<system id>/<sample>`: the name of a golden sample without `.input.*`. */
  readonly sample: string;
  /** Row of the file; 0: the file as a whole. */
  readonly row: number;
  /** A cell of the row as it stands in the file; empty where no one cell is the case. */
  readonly cell: string;
  /** Fields of the record the row is read as; `null`: it is rejected, or its file is refused. */
  readonly reads: Readonly<Record<string, string>> | null;
  /** Problem or warning; `null` where all is well. */
  readonly code: string | null;
}

/** A row that is read, with or without a warning. */
export function read(
  zh: string,
  en: string,
  sample: string,
  at: number,
  cell: string,
  reads: Readonly<Record<string, string>>,
  code: string | null = null,
): GoldenCase {
  return { zh, en, sample, row: at, cell, reads, code };
}

/** A row that is told of. */
export function row(zh: string, en: string, sample: string, at: number, cell: string, code: string): GoldenCase {
  return { zh, en, sample, row: at, cell, reads: null, code };
}

/** A file that is refused, or warned of, as a whole. */
export function file(zh: string, en: string, sample: string, code: string): GoldenCase {
  return { zh, en, sample, row: 0, cell: '', reads: null, code };
}
