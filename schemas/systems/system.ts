import type { Applicant } from '../canonical/applicant.ts';
import type { Certificate } from '../canonical/certificate.ts';
import type { Payment } from '../canonical/payment.ts';
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

interface MappingBase<C> {
  readonly kind: Kind;
  /** Version of the mapping, raised when its output for the same input changes. */
  readonly version: number;
  /** Which side a field's truth comes from, in this system's programme. */
  readonly owners: Readonly<Record<string, Side>>;
  /** The fields whose value in this record the wire form can't say; empty: encoding loses nothing. */
  readonly uncarried: (record: C) => readonly string[];
}

/** A wire form of rows of text cells under a header row. */
export interface TableMapping<C> extends MappingBase<C> {
  readonly form: 'csv';
  /** The header the encoder writes, in its order. */
  readonly header: readonly string[];
  readonly bind: (header: readonly string[], context: DecodeContext) => HeaderResult<C>;
  /** Cells in the order of `header`. A code the wire has no word for is a RangeError: ask `uncarried` first. */
  readonly encode: (record: C, context?: EncodeContext) => readonly string[];
}

/** A wire form of one JSON object per record. */
export interface ObjectMapping<C> extends MappingBase<C> {
  readonly form: 'jsonl';
  readonly decode: (value: unknown, context: DecodeContext) => Decoded<C>;
  readonly encode: (record: C, context?: EncodeContext) => Readonly<Record<string, unknown>>;
}

export type Mapping<C> = TableMapping<C> | ObjectMapping<C>;

/** One outside system: what it is, and one mapping per kind it carries. */
export interface System {
  /** As in DOMAIN: `guangzhou/degree-subsidy`. */
  readonly id: string;
  readonly side: Side;
  /** The credential owner whose data this is: `guangzhou`, `province`. */
  readonly tenant: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** The programme its records belong to when the wire does not say (city systems). */
  readonly programme?: string;
  /** Encoding of the files we write for it. */
  readonly encoding: 'gb18030' | 'utf-8';
  readonly kinds: { readonly [K in Kind]?: Mapping<CanonicalOf[K]> };
}
