import { systemById } from '../../schemas/systems/registry.ts';
import { explainCode } from '../../schemas/problem.ts';
import { KINDS } from '../../schemas/kind.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';

/** A record as `GET /v1/records/{key}` shows it. */
export interface RecordView {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: string;
  readonly state: string;
  readonly status: string;
  readonly batchId: string | null;
  readonly row: number;
  readonly attempt: number;
  readonly problem: string | null;
  readonly fen: string | null;
  readonly history: readonly { readonly at: string; readonly state: string; readonly code: string | null }[];
}

/** An event as `GET /v1/messages/{id}` shows it. */
export interface MessageView {
  readonly messageId: string;
  readonly state: string;
  readonly receivedAt: string;
  readonly problem: string | null;
}

export function printRecords(terminal: Terminal, records: readonly RecordView[]): void {
  records.forEach((record, index) => {
    if (index > 0) printLine(terminal, '');
    printRecord(terminal, record);
  });
}

export function printMessage(terminal: Terminal, { messageId, state, receivedAt, problem }: MessageView): void {
  printLine(terminal, `${messageId}  ${stateName(terminal, state)}  ${localTime(receivedAt)}`);
  printProblem(terminal, problem);
}

function printRecord(terminal: Terminal, record: RecordView): void {
  const kind = KINDS.find((known) => known === record.kind);
  const source = systemById(record.source);
  const from = source === undefined ? record.source : say(terminal, source.name);
  const title = [
    kind === undefined ? record.kind : say(terminal, kindNames[kind]),
    from,
    record.status,
    record.fen === null ? '' : `¥${yuan(record.fen)}`,
  ];
  printLine(terminal, title.filter((part) => part !== '').join(' · '));
  printLine(terminal, `  ${record.recordKey}`);
  const origin =
    record.batchId === null
      ? { zh: '来自事件', en: 'from an event' }
      : { zh: `批次 ${record.batchId} 第 ${record.row} 行`, en: `batch ${record.batchId}, row ${record.row}` };
  printLine(
    terminal,
    `  ${say(terminal, origin)} · ${say(terminal, { zh: `第 ${record.attempt} 次`, en: `attempt ${record.attempt}` })} · ${stateName(terminal, record.state)}`,
  );
  printProblem(terminal, record.problem);
  const rows = record.history.map(({ at, state, code }) => [
    `  ${localTime(at)}`,
    stateName(terminal, state),
    code ?? '',
  ]);
  const header = [
    `  ${say(terminal, { zh: '时间（UTC+8）', en: 'time (UTC+8)' })}`,
    say(terminal, { zh: '状态', en: 'state' }),
    say(terminal, { zh: '答复', en: 'answer' }),
  ];
  for (const line of tableLines(header, rows)) printLine(terminal, line);
}

function printProblem(terminal: Terminal, problem: string | null): void {
  if (problem === null) return;
  printLine(terminal, `  ${problem} ${explainCode(problem, terminal.language)}`);
}

const STATES: Readonly<Record<string, Bilingual>> = {
  PENDING: { zh: '待发送', en: 'pending' },
  SENDING: { zh: '发送中', en: 'sending' },
  DELIVERED: { zh: '已送达', en: 'delivered' },
  HELD: { zh: '暂挂', en: 'held' },
  REJECTED: { zh: '不通过', en: 'rejected' },
  QUARANTINED: { zh: '隔离', en: 'quarantined' },
  IMPORTED: { zh: '上线前已发', en: 'paid before go-live' },
  IN_DOUBT: { zh: '结果不明', en: 'in doubt' },
  RECEIVED: { zh: '已收到', en: 'received' },
  PARKED: { zh: '等待前一事件', en: 'parked' },
  APPLIED: { zh: '已处理', en: 'applied' },
};

function stateName(terminal: Terminal, state: string): string {
  const name = STATES[state];
  return name === undefined ? state : say(terminal, name);
}
