import type { Conservation, Sum } from './conservation.ts';
import type { Mishaps } from './outside-world.ts';
import type { Storm } from './storm.ts';

/** Everything a run has to say. */
export interface ChaosReport {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: Storm['kills'];
  readonly restarts: Storm['restarts'];
  /** By kind, as the simulators counted them. */
  readonly faults: Mishaps;
  readonly drainMs: number;
  readonly drainMsMax: number;
  readonly books: Omit<Conservation, 'findings'>;
  readonly findings: readonly string[];
}

export function isClean({ findings }: ChaosReport): boolean {
  return findings.length === 0;
}

export function jsonOf(report: ChaosReport): string {
  const all = { ...report, verdict: isClean(report) ? 'conserved' : 'violated' };
  return JSON.stringify(all, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

export function textOf(report: ChaosReport): string {
  const { seed, minutes, kills, restarts, faults, books, findings } = report;
  const killed = Object.entries(kills).toSorted(([, a], [, b]) => b.kills - a.kills);
  const total = killed.reduce((sum, [, one]) => sum + one.kills, 0);
  const busy = killed.reduce((sum, [, one]) => sum + one.busy, 0);
  const lines = [
    `种子 seed ${seed} · ${minutes} 分钟 minutes`,
    `杀死的函数进程 function processes killed: ${total}, 其中正在工作 at work ${busy}`,
    ...killed.map(([name, one]) => `  ${name.replace('UnionBridge-', '').padEnd(40)} ${one.kills} (${one.busy})`),
    `整个系统重启 restarts of the whole stack: 正常停止 stopped ${restarts.stopped}, 杀死主进程 main process killed ${restarts['main-killed']}, 全部杀死 everything killed ${restarts['all-killed']}`,
    '外部系统的故障 faults of the outside systems, by their own count',
    ...Object.entries(faults).map(([kind, count]) => `  ${(FAULTS[kind] ?? kind).padEnd(40)} ${count}`),
    `批次 batches ${books.batches} · 收到 received ${say(books.received)}`,
    '各方对账 the sides compared: 文件 files − 暂扣 held = 账本 ledger = 粤工惠 province',
    ...books.lines.map(
      ({ programme, kind, files, held, ledger, province }) =>
        `  ${`${programme} ${kind}`.padEnd(22)} ${say(files)} − ${say(held)} = ${say(ledger)} = ${say(province)}`,
    ),
    `银行收到的指令 instructed at the bank: ${say(books.bank)}`,
    `天气转好后 after the weather had cleared: ${(report.drainMs / 1000).toFixed(0)} 秒内全部静止 s until nothing moved (限 bound ${report.drainMsMax / 1000} s)`,
    `死信 dead letters ${books.deadLetters} · 丢失 lost ${books.lost} · 重复发放 paid twice ${books.paidTwice}`,
    ...findings.slice(0, FINDINGS_SHOWN).map((finding) => `差异 DIFFERENCE ${finding}`),
    ...(findings.length > FINDINGS_SHOWN ? [`… 另有 ${findings.length - FINDINGS_SHOWN} 处 more`] : []),
    isClean(report)
      ? '结论：一条不丢，一人不重。Verdict: nothing lost, nobody paid twice.'
      : `结论：有 ${findings.length} 处差异。Verdict: ${findings.length} differences.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Of an unfinished run each record would be one. */
const FINDINGS_SHOWN = 40;

const FAULTS: Readonly<Record<string, string>> = {
  '429': '请求过多 429',
  '5xx': '服务不可用 5xx',
  'timeout-before': '未生效的超时 time-out before its effect',
  'timeout-after': '已生效的超时 time-out after its effect',
  'slow-drip': '缓慢应答 slow drip',
  latency: '延迟应答 latency',
  busy: '记录忙 record busy',
  'webhook-twice': '重复的事件 webhook twice',
  'webhook-late': '迟到的事件 webhook late',
  'webhook-forged': '签名错误的事件 webhook forged',
};

function say({ rows, fen }: Sum): string {
  return fen === 0n ? `${rows}` : `${rows} / ${yuan(fen)}`;
}

function yuan(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `¥${digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}
