import type { Person } from '../../../local/nights/people.ts';
import { applicantCells, certificateCells, COLUMNS, paymentCells } from '../../../local/nights/wire.ts';
import type { Kind } from '../../../schemas/kind.ts';

export type Cells = Readonly<Record<string, string>>;

/** A row of a file as the scenario means it, beside what is written. */
export interface PlannedRow {
  readonly kind: Kind;
  readonly cells: Cells;
  readonly programmeCode: string;
  readonly declarationNo: string;
  readonly idNumber: string;
  /** Of payments, in the province's words; else empty. */
  readonly fundingLevel: string;
  /** 分; 0 of what is no payment. */
  readonly fen: bigint;
  /** 分 a reader can make out, which a manifest's total counts: 0 where the amount itself is damaged. */
  readonly readableFen: bigint;
  /** What the row says of its record, in the city's words. */
  readonly status: string;
  readonly updatedAt: string;
  /** The code under which the row has to be rejected; `null` where nothing is wrong with it. */
  readonly rejected: string | null;
}

/** Where a system's files say what the scenario has to know of them. */
export interface SystemForm {
  readonly system: string;
  readonly tenant: string;
  readonly programmeCode: string;
  readonly columns: Readonly<Record<Kind, readonly string[]>>;
  readonly statusColumn: Readonly<Record<Kind, string>>;
  readonly updatedAtColumn: string;
  readonly row: (kind: Kind, person: Person) => Cells;
}

/** ¥1,500.00 */
export const GRANT_FEN = 150_000n;

export const GUANGZHOU: SystemForm = {
  system: 'guangzhou/degree-subsidy',
  tenant: 'guangzhou',
  programmeCode: 'GZ-XLBZ',
  columns: COLUMNS,
  statusColumn: { applicant: '申领状态', certificate: '核验状态', payment: '发放状态' },
  updatedAtColumn: '更新时间',
  row: (kind, person) => {
    if (kind === 'applicant') return applicantCells(person);
    return kind === 'certificate' ? certificateCells(person) : paymentCells(person, '2025-01');
  },
};

/** What a person's row says, with some cells changed. */
export function plan(
  form: SystemForm,
  kind: Kind,
  person: Person,
  changes: Cells = {},
  rejected: string | null = null,
): PlannedRow {
  const cells = { ...form.row(kind, person), ...changes };
  return {
    kind,
    cells,
    programmeCode: form.programmeCode,
    declarationNo: person.declarationNo,
    idNumber: person.idNumber,
    fundingLevel: kind === 'payment' ? 'CITY' : '',
    fen: kind === 'payment' ? GRANT_FEN : 0n,
    readableFen: kind === 'payment' ? GRANT_FEN : 0n,
    status: cells[form.statusColumn[kind]] ?? '',
    updatedAt: cells[form.updatedAtColumn] ?? '',
    rejected,
  };
}
