import type { ReplayView } from '../../schemas/api/replays.ts';
import type { Bilingual } from '../terminal.ts';

export const PLAN_STATES: Readonly<Record<ReplayView['state'], Bilingual>> = {
  PLANNING: { zh: '制定中', en: 'planning' },
  PLANNED: { zh: '已制定', en: 'planned' },
  APPROVED: { zh: '已复核', en: 'approved' },
  RUNNING: { zh: '执行中', en: 'running' },
  PAUSED: { zh: '已暂停', en: 'paused' },
  DONE: { zh: '已完成', en: 'done' },
  REFUSED: { zh: '已拒绝', en: 'refused' },
  EXPIRED: { zh: '已过期', en: 'expired' },
};

export const MAPPING_NAMES: Readonly<Record<ReplayView['mapping'], Bilingual>> = {
  current: { zh: '现行映射', en: 'current' },
  original: { zh: '原样重发', en: 'original: as it was sent' },
};

export const ACTION_NAMES: Readonly<Record<'replay' | 'nothing' | 'refused', Bilingual>> = {
  replay: { zh: '重放', en: 'replay' },
  nothing: { zh: '不动', en: 'nothing' },
  refused: { zh: '不可重放', en: 'refused' },
};

export const VERDICT_NAMES: Readonly<Record<'replayed' | 'changed' | 'nothing' | 'refused' | 'failed', Bilingual>> = {
  replayed: { zh: '已重放', en: 'replayed' },
  changed: { zh: '已变动', en: 'changed' },
  nothing: { zh: '无须', en: 'nothing' },
  refused: { zh: '不可重放', en: 'refused' },
  failed: { zh: '失败', en: 'failed' },
};

/** Of a record, as the ledger has it. */
export const RECORD_STATES: Readonly<Record<string, Bilingual>> = {
  RECEIVED: { zh: '已收到', en: 'received' },
  PENDING: { zh: '待发送', en: 'pending' },
  SENDING: { zh: '发送中', en: 'sending' },
  DELIVERED: { zh: '已送达', en: 'delivered' },
  HELD: { zh: '暂挂', en: 'held' },
  REJECTED: { zh: '不通过', en: 'rejected' },
  QUARANTINED: { zh: '隔离', en: 'quarantined' },
  IN_DOUBT: { zh: '结果不明', en: 'in doubt' },
  IMPORTED: { zh: '上线前已发', en: 'paid before go-live' },
  NONE: { zh: '台账没有', en: 'not in the ledger' },
};
