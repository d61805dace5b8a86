import type { Applicant } from '../canonical/applicant.ts';
import type { Certificate } from '../canonical/certificate.ts';
import type { Payment } from '../canonical/payment.ts';
import type { Codec, ValueCodec } from '../codecs/codec.ts';
import type { Kind } from '../kind.ts';
import type { FieldProblem } from '../problem.ts';

export type CanonicalOf = {
  readonly applicant: Applicant;
  readonly certificate: Certificate;
  readonly payment: Payment;
};
export type Canonical = Applicant | Certificate | Payment;

export type Side = 'city' | 'province';

/** What decoding a row may depend on besides the row. Nothing is read from a clock. */
export interface DecodeContext {
  /**
   * From `--year` or the manifest. Absent: each applicant's own year of application; for certificates and payments,
   * which say no year, the year of `today`. A wire form that states the year itself is believed.
   */
  readonly programmeYear?: number;
  /** The date (UTC+8, `YYYY-MM-DD`) after which a date is in the future. */
  readonly today: string;
}

/** What a wire form wants beyond the record. */
export interface EncodeContext {
  /** 粤工惠's number of a payment: ours, from recordKey and attempt. */
  readonly paymentNo?: string;
}

export type Decoded<C> =
  | { readonly ok: true; readonly record: C; readonly warnings: readonly FieldProblem[] }
  | { readonly ok: false; readonly problem: FieldProblem; readonly warnings: readonly FieldProblem[] };

/** A decoder bound to one file's header (columns in any order, synonyms resolved once). */
export type RowDecoder<C> = (cells: readonly string[]) => Decoded<C>;

export type HeaderResult<C> =
  | {
      readonly ok: true;
      readonly decode: RowDecoder<C>;
      readonly unknownColumns: readonly string[];
      /** 分 of a row, rejected or not, where its amount can be read: a batch's total is checked over all readable rows. */
      readonly amountOf: (cells: readonly string[]) => string | null;
    }
  | { readonly ok: false; readonly missing: readonly string[]; readonly repeated: readonly string[] };

/** One line of a wire form's table, for those who describe a mapping instead of running it. */
export interface MappedField {
  /** Column or member, as we write it. */
  readonly wire: string;
  /** How else it may be called. */
  readonly synonyms: readonly string[];
  readonly field: string;
  readonly required: boolean;
  readonly owner: Side;
  readonly codec: Codec<unknown> | ValueCodec<unknown>;
}

/** A column or member of the layout that is deliberately kept out of the record, and why. */
export interface IgnoredField {
  readonly wire: string;
  readonly reason: { readonly zh: string; readonly en: string };
}

/** What a mapping gives up knowingly. */
export interface Declared {
  /** Values of a field's code list the wire has no word for. */
  readonly unmappable: Readonly<Record<string, readonly string[]>>;
  readonly ignored: readonly IgnoredField[];
}

interface MappingBase<C> extends Declared {
  readonly kind: Kind;
  /** Version of the mapping, raised when its output for the same input changes. */
  readonly version: number;
  /** The table the mapping was made from, in its order. */
  readonly fields: readonly MappedField[];
  /** Which side a field's truth comes from, in this system's programme. */
  readonly owners: Readonly<Record<string, Side>>;
  /** Columns or members no record holds: what `EncodeContext` calls them is written there, and wanted on reading. */
  readonly ours: readonly { readonly wire: string; readonly name: keyof EncodeContext }[];
  /** The fields whose value in this record the wire form can't say; empty: encoding loses nothing. */
  readonly uncarried: (record: C) => readonly string[];
}

/** A wire form of rows of text cells under a header row. */
export interface TableMapping<C> extends MappingBase<C> {
  readonly form: 'table';
  /** The header the encoder writes, in its order. */
  readonly header: readonly string[];
  readonly bind: (header: readonly string[], context: DecodeContext) => HeaderResult<C>;
  /** Cells in the order of `header`. A code the wire has no word for is a RangeError: ask `uncarried` first. */
  readonly encode: (record: C, context?: EncodeContext) => readonly string[];
}

/** A wire form of one JSON object per record. */
export interface ObjectMapping<C> extends MappingBase<C> {
  readonly form: 'object';
  readonly decode: (value: unknown, context: DecodeContext) => Decoded<C>;
  /** As `HeaderResult.amountOf`. */
  readonly amountOf: (value: unknown, context: DecodeContext) => string | null;
  readonly encode: (record: C, context?: EncodeContext) => Readonly<Record<string, unknown>>;
}

export type Mapping<C> = TableMapping<C> | ObjectMapping<C>;

/** What a file's summary line says of the file. */
export interface SummaryFacts {
  /** An instruction to pay, the answer to all of one, or payments that came back after they were made (退票). */
  readonly document: 'instruction' | 'return' | 'reversal';
  /** The number under which the file of instructions was sent. */
  readonly batchNo: string;
  readonly rows: number;
  /** 分 of all details. */
  readonly fen: string;
  /** Those of the details that were paid, where the line says it. */
  readonly paid: { readonly rows: number; readonly fen: string } | null;
}

/** The first line of a text file without a header: what it says of the details below it. */
export interface SummaryLine {
  /** Undefined where the cells are no summary line. */
  readonly read: (cells: readonly string[]) => SummaryFacts | undefined;
  /** The line of a file of instructions. */
  readonly write: (of: { readonly batchNo: string; readonly rows: number; readonly fen: string }) => readonly string[];
}

/** How a system's files are written. Reading is as lenient as the form allows: either encoding, with or without BOM. */
export type FileForm =
  | { readonly form: 'csv'; readonly encoding: 'gb18030' | 'utf-8' | 'utf-8-bom' }
  | { readonly form: 'xlsx'; readonly sheet: string }
  | {
      readonly form: 'text';
      readonly delimiter: '|';
      readonly encoding: 'gb18030' | 'utf-8';
      /** Absent: a header row comes first. Else there is none: details stand in the order of the mapping's header. */
      readonly summary?: SummaryLine;
    }
  | { readonly form: 'jsonl' };

/** One outside system: what it is, and one mapping per kind it carries. */
export interface System {
  /** As in DOMAIN: `guangzhou/degree-subsidy`. */
  readonly id: string;
  /** `rail`: it carries out payments, or tells what became of them. */
  readonly side: Side | 'rail';
  /** The credential owner whose data this is: `guangzhou`, `province`. */
  readonly tenant: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** The programme its records belong to when the wire does not say (city systems). */
  readonly programme?: string;
  readonly file: FileForm;
  /** Whether records are delivered to it, beside being taken from it. */
  readonly receives: boolean;
  /**
   * The funding levels whose grants it pays itself. Wanted where several systems of a programme receive payments: of a grant more than
   * one of them has, the one that pays its level is told (decision 0023).
   */
  readonly pays?: readonly Payment['fundingLevel'][];
  /** The rail its instructions to pay leave through; absent: it pays by itself and reports. */
  readonly payout?: string;
  readonly kinds: { readonly [K in Kind]?: Mapping<CanonicalOf[K]> };
}
