import * as z from 'zod';
import { KINDS } from './kind.ts';

/** DESIGN §11: a file's limits as a manifest may state them. */
const FILE_BYTES_MAX = 2_147_483_648;
const FILE_ROWS_MAX = 10_000_000;
const SEQUENCE_MAX = 999_999_999_999;
const RECORDS_MAX = 100;
/** DESIGN §11, in UTF-16 units. */
const CELL_MAX = 32_768;

const fen = z.string().regex(/^(0|[1-9]\d{0,17})$/);
const year = z.int().min(2000).max(2100);

/** What a city says of a batch before it uploads it (CONTRACT §2). A null says the same as nothing. */
export const manifestSchema = z
  .strictObject({
    system: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
    kind: z.enum(KINDS),
    programmeYear: year.nullish(),
    businessDate: z.iso.date(),
    /** The sender's own order of its batches: a later one is higher. */
    sequence: z.int().nonnegative().max(SEQUENCE_MAX),
    fileName: z.string().min(1).max(255),
    bytes: z.int().positive().max(FILE_BYTES_MAX),
    /** Hex, of the file's bytes. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Data rows, without the header. */
    rows: z.int().nonnegative().max(FILE_ROWS_MAX),
    /** 分, over all rows whose amount can be read. */
    totalFen: fen.nullish(),
    /** Payments made before go-live, to be imported and delivered to nobody; or all the province holds, of every programme and year. */
    purpose: z.enum(['settled-history', 'export']).nullish(),
  })
  .refine(
    ({ kind, purpose, programmeYear }) =>
      kind !== 'payment' || purpose === 'export' || typeof programmeYear === 'number',
    { path: ['programmeYear'] },
  )
  .refine(({ kind, totalFen }) => kind !== 'payment' || typeof totalFen === 'string', { path: ['totalFen'] })
  .refine(({ kind, purpose }) => kind === 'payment' || purpose !== 'settled-history', { path: ['purpose'] });

/**
 * Records pushed now instead of tonight: of a system of tables each an object of columns with text, as in its file; of one whose
 * files are JSON Lines the object of a line.
 */
export const recordsPushSchema = z.strictObject({
  system: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
  kind: z.enum(KINDS),
  programmeYear: year.optional(),
  sequence: z.int().nonnegative().max(SEQUENCE_MAX),
  records: z
    .array(z.record(z.string().max(128), z.unknown()))
    .min(1)
    .max(RECORDS_MAX),
});

/** A record of a system of tables: every cell is text. */
export const pushedRowSchema = z.record(z.string(), z.string().max(CELL_MAX));
