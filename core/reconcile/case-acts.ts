import type { Resolution } from '../../schemas/case.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Case } from './cases.ts';
import { isMoneyCase } from './codes.ts';

/** So that a case stays an item a run can write again every night. */
export const NOTES_MAX = 50;

/** What an operator does with a case. */
export type CaseAct =
  | { readonly kind: 'note'; readonly text: string }
  /** Takes it in hand. */
  | { readonly kind: 'own' }
  | { readonly kind: 'resolve'; readonly what: Resolution; readonly fen: string | null; readonly evidence: string };

export type Acted =
  | { readonly kind: 'changed'; readonly after: Case }
  /** Said before: nothing changes. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ProblemCode };

/**
 * What an operator's act makes of a case. Money is closed by two: one who has it in hand, and another who closes it (decision 0040).
 *
 * @param by the operator's name
 */
export function actOn(before: Case, act: CaseAct, by: string, now: Date): Acted {
  const at = now.toISOString();
  switch (act.kind) {
    case 'note': {
      const last = before.notes.at(-1);
      if (last?.by === by && last.text === act.text) return { kind: 'unchanged' };
      if (before.notes.length >= NOTES_MAX) return { kind: 'refused', code: 'case.notes-full' };
      return changed(before, { notes: [...before.notes, { by, at, text: act.text }] }, at);
    }
    case 'own':
      if (before.state === 'CLOSED') return { kind: 'refused', code: 'case.closed' };
      return before.owner === by ? { kind: 'unchanged' } : changed(before, { owner: by }, at);
    case 'resolve': {
      const { what, fen, evidence } = act;
      const said = before.resolution;
      if (before.state === 'CLOSED')
        return said?.by === by && said.what === what && said.fen === fen && said.evidence === evidence
          ? { kind: 'unchanged' }
          : { kind: 'refused', code: 'case.closed' };
      const code = objectionTo(before, act, by);
      if (code !== null) return { kind: 'refused', code };
      const { night, run } = before;
      const resolution = { what, fen, evidence, night, run, by, at };
      return changed(before, { state: 'CLOSED', closedBy: 'operator', resolution }, at);
    }
  }
}

/** Whether what an operator has closed has been found since: it stays closed, and is shown as that. */
export function stillDiffers({ closedBy, resolution, night, run }: Case): boolean {
  if (closedBy !== 'operator' || resolution === null) return false;
  return night === resolution.night ? run > resolution.run : night > resolution.night;
}

/** The most that can have been paid wrongly, 分; `"0"` where no money is involved. */
export function paidWronglyFen({ kind, code, fenCity, fenProvince }: Case): string {
  if (!isMoneyCase(kind)) return '0';
  const [city, province] = [BigInt(fenCity ?? '0'), BigInt(fenProvince ?? '0')];
  const [most, least] = city > province ? [city, province] : [province, city];
  if (code === 'amount-over' || code === 'amount-under') return String(most - least);
  // Of several payments of one grant at least one fen was rightly paid.
  return code === 'paid-twice' && most > 0n ? String(most - 1n) : String(most);
}

function objectionTo(
  before: Case,
  { what, fen }: Extract<CaseAct, { readonly kind: 'resolve' }>,
  by: string,
): ProblemCode | null {
  const isMoney = isMoneyCase(before.kind);
  if (what === 'recovered') {
    if (!isMoney) return 'case.not-money';
    if (fen === null || BigInt(fen) <= 0n) return 'case.invalid';
    if (BigInt(fen) > BigInt(paidWronglyFen(before))) return 'case.amount-beyond';
  }
  return isMoney && (before.owner === null || before.owner === by) ? 'case.second-person' : null;
}

function changed(before: Case, change: Partial<Case>, at: string): Acted {
  return { kind: 'changed', after: { ...before, ...change, at, fence: before.fence + 1 } };
}
