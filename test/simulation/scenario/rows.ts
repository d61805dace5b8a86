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
  /** When its city says it changed: `2026-11-20 23:05:00`. */
  readonly updatedAt: string;
  /** Of payments: still to be made, made, or not. */
  readonly said: 'to-pay' | 'paid' | 'failed' | null;
  /** The code under which the row has to be rejected; `null` where nothing is wrong with it. */
  readonly rejected: string | null;
}

/** Where a system's files say what a scenario has to know of them. */
export interface SystemForm {
  readonly system: string;
  readonly tenant: string;
  readonly programmeCode: string;
  readonly columns: Readonly<Record<Kind, readonly string[]>>;
  readonly updatedAtColumn: string;
  readonly stateColumn: string;
  readonly levelColumn: string;
  /** 分 of one grant. */
  readonly grantFen: bigint;
  readonly row: (kind: Kind, person: Person) => Cells;
}

export const GUANGZHOU: SystemForm = {
  system: 'guangzhou/degree-subsidy',
  tenant: 'guangzhou',
  programmeCode: 'GZ-XLBZ',
  columns: COLUMNS,
  updatedAtColumn: '更新时间',
  stateColumn: '发放状态',
  levelColumn: '资助层级',
  grantFen: 150_000n,
  row: (kind, person) => {
    if (kind === 'applicant') return applicantCells(person);
    return kind === 'certificate' ? certificateCells(person) : paymentCells(person, '2025-01');
  },
};

/** What a person's row says, with some cells changed. */
export function plan(form: SystemForm, kind: Kind, person: Person, changes: Cells = {}): PlannedRow {
  const cells = { ...form.row(kind, person), ...changes };
  const money = kind === 'payment';
  const fen = money ? form.grantFen : 0n;
  return {
    kind,
    cells,
    programmeCode: form.programmeCode,
    declarationNo: person.declarationNo,
    idNumber: person.idNumber,
    fundingLevel: money ? (LEVELS[cells[form.levelColumn] ?? ''] ?? 'CITY') : '',
    fen,
    readableFen: fen,
    updatedAt: cells[form.updatedAtColumn] ?? '',
    said: money ? saidBy(cells[form.stateColumn] ?? '') : null,
    rejected: null,
  };
}

function saidBy(state: string): PlannedRow['said'] {
  if (state.endsWith('成功')) return 'paid';
  return state.endsWith('失败') ? 'failed' : 'to-pay';
}

const LEVELS: Readonly<Record<string, string>> = {
  市: 'CITY',
  市级: 'CITY',
  区级: 'DISTRICT',
  街道级: 'STREET',
  企业级: 'ENTERPRISE',
};
