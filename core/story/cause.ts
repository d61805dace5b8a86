import { explainCode } from '../../schemas/problem.ts';
import type { RecordState } from '../ledger/states.ts';

export type Words = Readonly<Record<'zh' | 'en', string>>;

/** Why a record stands where it stands and what to do, as a clerk says it. Never a value of the data. */
export function causeOf({ state, problem }: { readonly state: RecordState; readonly problem: string | null }): Words {
  if (problem === null) return STANDING[state];
  return { zh: explainCode(problem, 'zh'), en: explainCode(problem, 'en') };
}

/** What a state is called. */
export const STATE_WORDS: Readonly<Record<RecordState, Words>> = {
  PENDING: { zh: '待发送', en: 'pending' },
  SENDING: { zh: '发送中', en: 'sending' },
  DELIVERED: { zh: '已送达', en: 'delivered' },
  HELD: { zh: '暂挂', en: 'held' },
  REJECTED: { zh: '不通过', en: 'rejected' },
  QUARANTINED: { zh: '隔离', en: 'quarantined' },
  IN_DOUBT: { zh: '结果不明', en: 'in doubt' },
  IMPORTED: { zh: '上线前已发', en: 'paid before go-live' },
};

const STANDING: Readonly<Record<RecordState, Words>> = {
  PENDING: { zh: '等待发送，无须处理。', en: 'Waits to be sent; nothing to do.' },
  SENDING: { zh: '正在发送，等待答复，无须处理。', en: 'Being sent, the answer is awaited; nothing to do.' },
  DELIVERED: { zh: '已送达，对方已收下，无须处理。', en: 'Delivered and taken; nothing to do.' },
  HELD: { zh: '暂挂，等待人工决定。', en: 'Held until somebody decides.' },
  REJECTED: {
    zh: '对方不收。请向接收方核实原因后更正。',
    en: 'The receiving side refused it; ask it why and correct it.',
  },
  QUARANTINED: { zh: '已隔离，不再自动发送。', en: 'In quarantine; it is not sent again by itself.' },
  IN_DOUBT: {
    zh: '款项是否到账不明：系统正向对方查询，未查清前不会重发。',
    en: 'Nobody knows whether the money moved: the other side is being asked, and nothing is sent again before it is known.',
  },
  IMPORTED: { zh: '上线前已发放，只作登记，不再发送。', en: 'Paid before go-live: on record, and never sent.' },
};
