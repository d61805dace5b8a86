import { OUTCOMES } from '../../core/ledger/tally.ts';
import type { ProofStatement } from '../../core/proof/statement.ts';
import { explain, explainCode } from '../../schemas/problem.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { Finding, FoundRow, OutOfStep, Verified } from './verify.ts';

/** What was checked besides the proof itself. */
export interface Checked {
  readonly path: string;
  readonly cityFile: string | undefined;
  /** Whether the signing key was compared with one the user gave. */
  readonly isKeyPinned: boolean;
}

/** Findings a person is shown; the others are counted. */
const SHOWN_MAX = 20;

/** The verdict for programs. */
export function verdictJson(terminal: Terminal, checked: Checked, verified: Verified): string {
  const { statement, keyId, findings, count, step, row } = verified;
  return JSON.stringify({
    file: checked.path,
    type: statement.type,
    valid: count === 0,
    keyId,
    keyPinned: checked.isKeyPinned,
    fileCompared: checked.cityFile !== undefined,
    statement,
    findingCount: count,
    outOfStep: step,
    findings: findings.map((finding) => ({ ...finding, message: messageOf(terminal, finding) })),
    row,
  });
}

export function printVerdict(terminal: Terminal, checked: Checked, verified: Verified): void {
  const { statement, keyId, count, row } = verified;
  printLine(terminal, say(terminal, titleOf(statement)));
  for (const line of partLines(terminal, statement)) printLine(terminal, line);
  if (row !== null) printLine(terminal, say(terminal, rowText(terminal, row)));
  printLine(terminal, '');
  if (count === 0) printLine(terminal, say(terminal, checked.cityFile === undefined ? HOLDS : HOLDS_WITH_FILE));
  else printFindings(terminal, verified);
  printLine(terminal, say(terminal, keyText(keyId, checked.isKeyPinned)));
}

const HOLDS: Bilingual = {
  zh: '证明成立：签名相符，收到 = 入账 + 未变 + 不通过 + 暂挂，逐行清单与签名的根一致。要核对清单是否正是本市送出的各行，加 --file 原文件。',
  en: 'The proof holds: signature, sums and root. To see that its rows are those you sent, add --file with your own file.',
};

const HOLDS_WITH_FILE: Bilingual = {
  zh: '证明成立：签名相符，收到 = 入账 + 未变 + 不通过 + 暂挂；本地文件的每一行都在其中且只有一次，没有少，也没有多。',
  en: 'The proof holds: signature and sums; every row of your file is in it exactly once, none missing, none added.',
};

function titleOf(statement: ProofStatement): Bilingual {
  const at = localTime(statement.madeAt);
  if (statement.type === 'day') {
    const { tenant, date, tree } = statement;
    return {
      zh: `${tenant} ${date} 全部批次的守恒证明：${tree.size} 个批次，${at} 出具`,
      en: `Proof of ${tenant}, ${date}: ${tree.size} batches, made ${at}`,
    };
  }
  const { batchId, system, kind, businessDate, state, problem } = statement;
  const why = problem === null ? '' : ` ${problem}`;
  return {
    zh: `批次 ${batchId} 的守恒证明：${system} ${kind} ${businessDate}，${STATES[state].zh}${why}，${at} 出具`,
    en: `Proof of batch ${batchId}: ${system} ${kind} ${businessDate}, ${STATES[state].en}${why}, made ${at}`,
  };
}

const STATES: Readonly<Record<'SETTLED' | 'HELD' | 'REFUSED', Bilingual>> = {
  SETTLED: { zh: '已完成', en: 'settled' },
  HELD: { zh: '整批暂挂', en: 'held as a whole' },
  REFUSED: { zh: '整批未收', en: 'refused as a whole' },
};

const PARTS: Readonly<Record<'received' | (typeof OUTCOMES)[number], Bilingual>> = {
  received: { zh: '收到', en: 'received' },
  applied: { zh: '入账', en: 'applied' },
  unchanged: { zh: '未变', en: 'unchanged' },
  rejected: { zh: '不通过', en: 'rejected' },
  held: { zh: '暂挂', en: 'held' },
};

function partLines(terminal: Terminal, statement: ProofStatement): readonly string[] {
  const header = ['', say(terminal, { zh: '行', en: 'rows' }), say(terminal, { zh: '元', en: 'yuan' })];
  const own = (['received', ...OUTCOMES] as const).map((part) => [
    say(terminal, PARTS[part]),
    String(statement[part].rows),
    yuan(statement[part].fen),
  ]);
  const nights = statement.type === 'day' ? statement.reconciliations : [];
  const both = nights.flatMap(({ programme, kind, city, province, returns }) => [
    [`${programme} ${kind} ${say(terminal, CITY)}`, String(city.received.rows), yuan(city.received.fen)],
    [`${programme} ${kind} ${say(terminal, PROVINCE)}`, String(province.received.rows), yuan(province.received.fen)],
    ...(returns === null
      ? []
      : [[`${programme} ${kind} ${say(terminal, RETURNS)}`, String(returns.rows), yuan(returns.fen)]]),
  ]);
  return tableLines(header, [...own, ...both], [1, 2]);
}

const CITY: Bilingual = { zh: '市侧', en: 'city' };
const PROVINCE: Bilingual = { zh: '省侧', en: 'province' };
const RETURNS: Bilingual = { zh: '银行回盘', en: 'bank returns' };

function rowText(terminal: Terminal, { row, outcome, code, index, path, isIncluded }: FoundRow): Bilingual {
  const why = code === null ? '' : `${code} ${explainCode(code, terminal.language)}`;
  const place = isIncluded
    ? { zh: '在其中', en: 'is in it' }
    : { zh: '与签名的根对不上', en: 'does not lead to the root' };
  return {
    zh: `第 ${row} 行：${PARTS[outcome].zh}${why === '' ? '' : `，${why}`} 清单第 ${index + 1} 项，经 ${path.length} 步哈希到根：${place.zh}。`,
    en: `Row ${row}: ${PARTS[outcome].en}${why === '' ? '' : `, ${why}`} Leaf ${index + 1}, ${path.length} hashes up to the root: ${place.en}.`,
  };
}

function printFindings(terminal: Terminal, { findings, count, step }: Verified): void {
  printLine(terminal, say(terminal, { zh: '证明不成立：', en: 'The proof does not hold:' }));
  for (const finding of findings.slice(0, SHOWN_MAX))
    printLine(terminal, `  ${finding.code}  ${messageOf(terminal, finding)}`);
  const others = count - Math.min(count, SHOWN_MAX);
  if (step !== null) printLine(terminal, `  ${say(terminal, stepText(step))}`);
  if (others > 0) printLine(terminal, say(terminal, { zh: `  另有 ${others} 处。`, en: `  and ${others} more.` }));
}

function stepText({ fromRow, lacking, beside }: OutOfStep): Bilingual {
  return lacking > beside
    ? {
        zh: `本地文件比收到的少 ${lacking - beside} 行，从第 ${fromRow} 行起错开：多半是在那里少了。`,
        en: `Your file has ${lacking - beside} rows less than were received, and is out of step from row ${fromRow} on: look there.`,
      }
    : {
        zh: `本地文件比收到的多 ${beside - lacking} 行，从第 ${fromRow} 行起错开：多半是在那里多了。`,
        en: `Your file has ${beside - lacking} rows more than were received, and is out of step from row ${fromRow} on: look there.`,
      };
}

function messageOf({ language }: Terminal, { code, row }: Finding): string {
  return explain({ code, field: null, ...(row === null ? {} : { row }) }, language);
}

function keyText(keyId: string, isPinned: boolean): Bilingual {
  return isPinned
    ? {
        zh: `签名密钥 ${keyId}，与给出的公钥一致或已在上面指出。`,
        en: `Signing key ${keyId}, compared with the one given.`,
      }
    : {
        zh: `签名密钥 ${keyId}。公钥取自证明文件本身：请与另行公布的公钥核对，或加 --key。`,
        en: `Signing key ${keyId}, taken from the proof itself: compare it with the one published, or add --key.`,
      };
}
