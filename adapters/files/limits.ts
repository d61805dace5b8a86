/** What one file may hold (DESIGN §11). A file beyond a limit is refused; nothing is read in part and called done. */
export interface FileLimits {
  readonly fileBytesMax: number;
  /** Data rows, the header not counted. */
  readonly rowsMax: number;
  readonly columnsMax: number;
  /** One cell, in bytes of UTF-8. */
  readonly cellBytesMax: number;
  /** One record, in UTF-16 units: a quotation mark that is never closed must not gather the file in memory. */
  readonly recordCharsMax: number;
  /** The beginning the encoding is settled on. */
  readonly sampleBytes: number;
  /** How much is decoded and split at a time. */
  readonly blockBytes: number;
  /** Rows that may stand above the header: titles, notes to the reader. */
  readonly titleRowsMax: number;
  /** A workbook as it lies on disk: its directory stands at its end, so its compressed bytes are held. */
  readonly workbookBytesMax: number;
  readonly partsMax: number;
  /** What one part, and all that is read of them, may inflate to. Below the grace no ratio is looked at: short parts may be all alike. */
  readonly inflateRatioMax: number;
  readonly inflateGraceBytes: number;
  readonly inflatedBytesMax: number;
  /** The strings a workbook keeps once for all its cells, in UTF-8: the only part of its text that is held. */
  readonly sharedTextBytesMax: number;
}

export const FILE_LIMITS: FileLimits = {
  fileBytesMax: 2 * 1024 ** 3,
  rowsMax: 10_000_000,
  columnsMax: 256,
  cellBytesMax: 32 * 1024,
  recordCharsMax: 1024 ** 2,
  sampleBytes: 1024 ** 2,
  blockBytes: 256 * 1024,
  titleRowsMax: 20,
  workbookBytesMax: 64 * 1024 ** 2,
  partsMax: 100,
  inflateRatioMax: 100,
  inflateGraceBytes: 100 * 1024,
  inflatedBytesMax: 2 * 1024 ** 3,
  sharedTextBytesMax: 128 * 1024 ** 2,
};
