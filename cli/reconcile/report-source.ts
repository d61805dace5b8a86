import { basename } from 'node:path';
import type { ReportEvidence, ReportFile, ReportSide, ReportSource } from '../../core/reconcile/report.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Bilingual } from '../terminal.ts';
import type { Reconciled } from './run.ts';

type ComparedFile = Reconciled['files'][number];

/** What the reports of an offline comparison are made from. */
export function reportSource(result: Reconciled, asOf: string, masked: boolean): ReportSource {
  return {
    reconciliationId: null,
    programme: result.programme,
    asOf,
    city: sideOf(result, 'city'),
    province: sideOf(result, 'province'),
    evidence: result.files.flatMap(evidenceOf),
    statement: result.statement,
    lines: result.lines,
    masked,
    notes: result.notes.map(({ text }) => text),
  };
}

function sideOf({ files }: Reconciled, side: 'city' | 'province'): ReportSide {
  const own = files.filter(({ role }) => role === side);
  return { name: nameOf(own[0]?.system ?? ''), files: own.map(fileOf) };
}

function evidenceOf(file: ComparedFile): readonly ReportEvidence[] {
  const { role, system } = file;
  return role === 'city' || role === 'province' ? [] : [{ role, system: nameOf(system), file: fileOf(file) }];
}

function fileOf({ path, sha256 }: ComparedFile): ReportFile {
  return { name: basename(path), sha256, businessDate: null };
}

function nameOf(system: string): Bilingual {
  return systemById(system)?.name ?? { zh: system, en: system };
}
