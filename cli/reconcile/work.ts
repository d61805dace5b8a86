import type { SpoolHandle } from '../../adapters/vault/spool.ts';
import type { Amount } from '../../core/ledger/tally.ts';
import type { ReconciliationStatement, TotalKey } from '../../core/reconcile/statement.ts';

import type { Kind } from '../../schemas/kind.ts';
import type { DecodeContext } from '../../schemas/systems/system.ts';

/** Which of the files given a row is of. */
export const ROLES = ['city', 'province', 'applicants', 'certificates', 'returns'] as const;
export type Role = (typeof ROLES)[number];

/** A file to be compared, as a thread can be told of it: systems by their ids. */
export interface InputFile {
  readonly role: Role;
  readonly path: string;
  readonly system: string;
  readonly kind: Kind;
}

/** What is compared of the province's file, and of evidence; the rest of their rows is left out. */
export interface Scope {
  readonly programme: string;
  /** `null`: every year. */
  readonly year: number | null;
  /** Funding levels other systems of the programme pay, which the city's form has no word for. */
  readonly otherLevels: readonly string[];
  /** Neither `--year` nor the city's form says the year: it is the one the province's rows are of, known when they are read. */
  readonly yearIsOpen: boolean;
}

/** Stage 1: decode a file and lay its good rows into partitions by their key. */
export interface SpoolTask {
  readonly type: 'spool';
  readonly input: InputFile;
  readonly citySystem: string;
  readonly context: DecodeContext;
  readonly scope: Scope;
  /** Of this run: keys are compared within it only. */
  readonly runKey: Uint8Array;
  readonly partitions: number;
  readonly directory: string;
}

/** Rows that are no part of the comparison, and why. */
export interface LeftOut {
  readonly programme: Amount;
  readonly level: Amount;
  /** By year. */
  readonly years: ReadonlyMap<number, Amount>;
}

export interface Total {
  readonly of: TotalKey;
  readonly amount: Amount;
}

export interface SpooledFile {
  readonly role: Role;
  readonly handle: SpoolHandle;
  /** In hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Data rows of the file, of any kind. */
  readonly rows: number;
  /** Highest row number seen. */
  readonly lastRow: number;
  /** Good rows by year. */
  readonly accepted: ReadonlyMap<number, Amount>;
  /** Bad rows by the year they say; `null` where none can be read. */
  readonly rejected: ReadonlyMap<number | null, Amount>;
  readonly leftOut: LeftOut;
  /** Control totals, of the two sides only. */
  readonly totals: readonly Total[];
  /** Payment batches the good rows name, with the first rows of each; `null` = more than are remembered. */
  readonly batches: ReadonlyMap<string, BatchRows> | null;
}

export interface BatchRows {
  readonly amount: Amount;
  /** The first of them. */
  readonly rows: readonly number[];
}

/** Stage 2: judge every key of some partitions. */
export interface CompareTask {
  readonly type: 'compare';
  readonly partitions: readonly number[];
  readonly files: readonly SpooledFile[];
  readonly kind: Kind;
  readonly citySystem: string;
  readonly provinceSystem: string;
  readonly returnsSystem: string | null;
  readonly asOf: string;
  /** What `Scope.yearIsOpen` came to; `null` where the rows say their years or were told. */
  readonly settledYear: number | null;
  /** Payment batches of the returns that neither side knows: told apart from lines on a payment nobody has. */
  readonly unknownBatches: readonly string[];
  /** Record keys that leave this run are made with it. */
  readonly outputKey: Uint8Array;
  readonly buckets: number;
  readonly directory: string;
}

export interface Compared {
  readonly statement: ReconciliationStatement;
  /** Lines of discrepancies, by buckets of their place. */
  readonly lines: SpoolHandle;
  /** Lines of the rail on no payment of either side, though of a batch they know. */
  readonly unmatchedReturns: BatchRows;
}

export type Task = SpoolTask | CompareTask;
export type Done = { readonly spool: SpooledFile; readonly compare: Compared };
