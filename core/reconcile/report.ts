import type { DiscrepancyLine } from './sides.ts';
import type { ReconciliationStatement } from './statement.ts';

/** What a report of one comparison is made from, offline and in the cloud alike. Equal sources make equal bytes. */
export interface ReportSource {
  /** `null` of files compared offline. */
  readonly reconciliationId: string | null;
  readonly programme: string;
  /** `YYYY-MM-DD` in China; ages are counted back from the end of that day. */
  readonly asOf: string;
  readonly city: ReportSide;
  readonly province: ReportSide;
  /** What else was asked, in the order in which it was given. */
  readonly evidence: readonly ReportEvidence[];
  readonly statement: ReconciliationStatement;
  /** In the order of gravity or not; may be called more than once, and gives the same lines each time. */
  readonly lines: () => AsyncIterable<DiscrepancyLine>;
  /** False where the reader may see the values whole; the report says so at its top. Else they are masked, even if `lines` did not. */
  readonly masked: boolean;
  /** What was left out of the comparison, or could not be asked. */
  readonly notes: readonly ReportText[];
}

export interface ReportText {
  readonly zh: string;
  readonly en: string;
}

export interface ReportSide {
  /** The system's name; of several systems all of their names. */
  readonly name: ReportText;
  readonly files: readonly ReportFile[];
}

export interface ReportFile {
  /** A file's name without its folder, or a snapshot's. */
  readonly name: string;
  /** In hex; `null` where none is known. */
  readonly sha256: string | null;
  /** `YYYY-MM-DD`: the business date of what is in it; `null` where it does not say. */
  readonly businessDate: string | null;
}

export interface ReportEvidence {
  readonly role: 'applicants' | 'certificates' | 'returns';
  readonly system: ReportText;
  readonly file: ReportFile;
}
