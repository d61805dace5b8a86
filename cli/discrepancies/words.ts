import { CODE_NAMES, fieldName } from '../../adapters/reports/words.ts';
import type { CaseState } from '../../core/reconcile/cases.ts';
import type { Resolution } from '../../schemas/case.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { CaseView } from './view.ts';

export const STATE_NAMES: Readonly<Record<CaseState, Bilingual>> = {
  OPEN: { zh: '待处理', en: 'open' },
  REPAIRING: { zh: '补发中', en: 'repairing' },
  CLOSED: { zh: '已了结', en: 'closed' },
};

export const RESOLUTION_NAMES: Readonly<Record<Resolution, Bilingual>> = {
  recovered: { zh: '已追回', en: 'recovered' },
  corrected: { zh: '已更正', en: 'corrected' },
  explained: { zh: '已查明，无须处理', en: 'explained' },
  accepted: { zh: '经批准保留差异', en: 'accepted' },
};

/** A difference in the fewest words: in Chinese its name, in English its code. */
export function nameOf(terminal: Terminal, { code }: Pick<CaseView, 'code'>): string {
  return terminal.language === 'zh' ? CODE_NAMES[code] : code;
}

/** How a case stands, in a word or two. */
export function standingOf(
  terminal: Terminal,
  { state, resolution, stillDiffers, closedBy }: Pick<CaseView, 'state' | 'resolution' | 'stillDiffers' | 'closedBy'>,
): string {
  if (state !== 'CLOSED') return say(terminal, STATE_NAMES[state]);
  if (closedBy === 'run') return say(terminal, { zh: '已相符', en: 'agrees now' });
  const name = say(terminal, resolution === null ? STATE_NAMES.CLOSED : RESOLUTION_NAMES[resolution.what]);
  return stillDiffers ? `${name}${say(terminal, { zh: '，仍有差异', en: ', still differs' })}` : name;
}

/** 分 as yuan; nothing where the side has no row, or the record no money. */
export function money({ kind }: Pick<CaseView, 'kind'>, fen: string | null): string {
  return kind !== 'payment' || fen === null ? '—' : yuan(fen);
}

export function fieldNames(terminal: Terminal, { kind, fields }: Pick<CaseView, 'kind' | 'fields'>): string {
  return fields.map((field) => say(terminal, fieldName(kind, field))).join(terminal.language === 'zh' ? '、' : ', ');
}
