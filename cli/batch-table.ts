import { type Kind, KINDS } from '../schemas/kind.ts';
import { kindNames } from './kind-name.ts';
import { tableLines } from './table.ts';
import { type Bilingual, say, type Terminal } from './terminal.ts';
import { yuan } from './yuan.ts';

/** What a table of batches shows of each. */
export interface BatchLine {
  readonly batchId: string;
  readonly system: string;
  readonly kind: string;
  /** `repair`: we sent these once more by ourselves. */
  readonly purpose?: string;
  readonly state: string;
  readonly problem: string | null;
  readonly received: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly held: number;
  readonly pending: number;
  readonly fen: Readonly<Record<'received' | 'applied' | 'unchanged' | 'rejected' | 'held', string>>;
}

/**
 * A statement per batch: received = applied + unchanged + rejected + held, in rows and, of payments, in yuan. Batches of several
 * systems stand under the names of their systems.
 */
export function batchLines(terminal: Terminal, batches: readonly BatchLine[]): readonly string[] {
  const header = COLUMNS.map((title) => say(terminal, title));
  const systems = [...Map.groupBy(batches, ({ system }) => system)];
  return tableLines(
    header,
    systems.flatMap(([system, own]) => [
      ...(systems.length === 1 ? [] : [[`${system}:`]]),
      ...own.flatMap((batch) => rowsOf(terminal, batch)),
    ]),
    [3, 4, 5, 6, 7, 8],
  );
}

const COLUMNS: readonly Bilingual[] = [
  { zh: '批次', en: 'batch' },
  { zh: '种类', en: 'kind' },
  { zh: '状态', en: 'state' },
  { zh: '收到', en: 'received' },
  { zh: '入账', en: 'applied' },
  { zh: '未变', en: 'unchanged' },
  { zh: '不通过', en: 'rejected' },
  { zh: '暂挂', en: 'held' },
  { zh: '在途', en: 'pending' },
];

const STATES: Readonly<Record<string, Bilingual>> = {
  AWAITING_UPLOAD: { zh: '等待上传', en: 'awaiting upload' },
  PROCESSING: { zh: '处理中', en: 'processing' },
  SETTLED: { zh: '已完成', en: 'settled' },
  HELD: { zh: '暂挂', en: 'held' },
  REFUSED: { zh: '无法读取', en: 'refused' },
};

/** Batches the bridge makes itself, of records it has. */
const OURS: Readonly<Record<string, Bilingual>> = {
  repair: { zh: '（补发）', en: ' (sent again)' },
  replay: { zh: '（重放）', en: ' (replayed)' },
};

function rowsOf(terminal: Terminal, batch: BatchLine): readonly (readonly string[])[] {
  const { batchId, received, applied, unchanged, rejected, held, pending, fen, problem } = batch;
  const kind = KINDS.find((known): known is Kind => known === batch.kind);
  const state = STATES[batch.state];
  const ours = OURS[batch.purpose ?? ''];
  const name = state === undefined ? batch.state : say(terminal, state);
  const rows = [
    batchId,
    `${kind === undefined ? batch.kind : say(terminal, kindNames[kind])}${ours === undefined ? '' : say(terminal, ours)}`,
    problem === null ? name : `${name} ${problem}`,
    ...[received, applied, unchanged, rejected, held, pending].map(String),
  ];
  if (kind !== 'payment') return [rows];
  const money = [fen.received, fen.applied, fen.unchanged, fen.rejected, fen.held].map(yuan);
  return [rows, ['', '', say(terminal, { zh: '金额（元）', en: 'amount ¥' }), ...money]];
}
