import { CODE_NAMES, fieldName } from '../../adapters/reports/words.ts';
import { say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { CaseView } from './view.ts';

/** A difference in the fewest words: in Chinese its name, in English its code. */
export function nameOf(terminal: Terminal, { code }: Pick<CaseView, 'code'>): string {
  return terminal.language === 'zh' ? CODE_NAMES[code] : code;
}

/** 分 as yuan; nothing where the side has no row, or the record no money. */
export function money({ kind }: Pick<CaseView, 'kind'>, fen: string | null): string {
  return kind !== 'payment' || fen === null ? '—' : yuan(fen);
}

export function fieldNames(terminal: Terminal, { kind, fields }: Pick<CaseView, 'kind' | 'fields'>): string {
  return fields.map((field) => say(terminal, fieldName(kind, field))).join(terminal.language === 'zh' ? '、' : ', ');
}
