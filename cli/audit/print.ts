import type { AuditEntry } from '../../core/audit/entry.ts';
import type { Finding } from '../../core/audit/finding.ts';
import type { OpenAct } from '../../core/audit/open-acts.ts';
import { localTime } from '../local-date.ts';
import { cutTo, tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import type { Verified } from './verify.ts';

/** Findings and open acts a screen shows; `--json` has all. */
const SHOWN_MAX = 50;
const ABOUT_WIDTH = 48;

export function printVerified(terminal: Terminal, verified: Verified): void {
  const { tenants, findings, open, anchors, stale } = verified;
  const header = [
    { zh: '单位', en: 'tenant' },
    { zh: '记录', en: 'entries' },
    { zh: '封存天数', en: 'days' },
    { zh: '流水', en: 'journal' },
    { zh: '问题', en: 'findings' },
  ].map((title) => say(terminal, title));
  const rows = tenants.map(({ tenant, entries, days, rows: journal, findings: found }) => [
    tenant,
    ...[entries, days, journal, found].map(String),
  ]);
  for (const line of tableLines(header, rows, [1, 2, 3, 4])) printLine(terminal, line);
  printLine(terminal, '');
  for (const finding of findings.slice(0, SHOWN_MAX))
    for (const line of findingLines(terminal, finding)) printLine(terminal, line);
  if (findings.length > SHOWN_MAX) printLine(terminal, andMore(terminal, findings.length - SHOWN_MAX));
  for (const act of open.slice(0, SHOWN_MAX)) printLine(terminal, openLine(terminal, act));
  if (open.length > SHOWN_MAX) printLine(terminal, andMore(terminal, open.length - SHOWN_MAX));
  const notHeld = tenants.reduce((sum, { daysNotHeld }) => sum + daysNotHeld, 0);
  if (notHeld > 0)
    printLine(
      terminal,
      say(terminal, {
        zh: `${notHeld} 天的流水不在导出文件里，没有核对`,
        en: `${notHeld} days of the journal are not in the export: not compared`,
      }),
    );
  if (stale !== null)
    printLine(
      terminal,
      say(terminal, {
        zh: `✗ stale：${stale} 之后没有锚点，最近的改动没有外部凭据；查夜间任务 Audit`,
        en: `✗ stale: nothing was anchored since ${stale}; of what came after it there is no witness. See to Audit`,
      }),
    );
  if (anchors === 0)
    printLine(
      terminal,
      say(terminal, { zh: '没有锚点：末尾被截断看不出来', en: 'No anchors: a cut at the end does not show' }),
    );
  printLine(terminal, say(terminal, verdictOf(verified)));
}

function verdictOf({ findings, anchors, stale }: Verified): Bilingual {
  if (findings.length > 0)
    return {
      zh: `发现 ${findings.length} 处与原样不符。不要清理现场，按 docs/runbooks/audit.md 处理。`,
      en: `${findings.length} places are not as they were. Leave everything as it is; follow docs/runbooks/audit.md.`,
    };
  if (stale !== null)
    return {
      zh: `到 ${stale} 为止没有发现改动；之后的核对不了`,
      en: `Nothing was changed until ${stale}; what came after it can't be told`,
    };
  return {
    zh: `没有发现改动、删除、调换、截断（锚点 ${anchors} 个）`,
    en: `Nothing was changed, taken out, moved or cut off (${anchors} anchors)`,
  };
}

/** Where the break is, what it means, and what the two sides of it say. */
function findingLines(terminal: Terminal, finding: Finding): readonly string[] {
  const { tenant, sequence, date, key, expected, found } = finding;
  const place: Bilingual =
    sequence === null
      ? { zh: `${tenant} ${date}`.trim(), en: `${tenant} ${date}`.trim() }
      : { zh: `${tenant} 第 ${sequence} 条`, en: `${tenant} entry ${sequence}` };
  const { what, means } = MEANINGS[finding.kind];
  return [
    `✗ ${say(terminal, place)}: ${say(terminal, what)}`,
    `  ${say(terminal, means)}`,
    ...(key === null ? [] : [`  ${key}`]),
    `  ${say(terminal, { zh: '应为', en: 'expected' })} ${expected}  ${say(terminal, { zh: '实为', en: 'found' })} ${found}`,
  ];
}

const MEANINGS: Readonly<Record<Finding['kind'], { readonly what: Bilingual; readonly means: Bilingual }>> = {
  edited: {
    what: { zh: '被改动', en: 'changed' },
    means: {
      zh: '这条记录写入后被人改过，内容不可信；其他记录仍以各自的哈希为准。',
      en: 'This entry was changed after it was written; what it says can’t be relied on. The others stand by their own hashes.',
    },
  },
  deleted: {
    what: { zh: '不见了', en: 'taken out' },
    means: { zh: '这里原有记录，写入后被人删除。', en: 'There were entries here; somebody took them out.' },
  },
  reordered: {
    what: { zh: '顺序被调换', en: 'moved' },
    means: { zh: '这条记录不在它写入时的位置。', en: 'This entry does not stand where it was written.' },
  },
  truncated: {
    what: { zh: '从这里起被截断', en: 'cut off from here' },
    means: {
      zh: '锚点或链尾证明后面还有记录。若账本做过时间点恢复，核对恢复时间。',
      en: 'An anchor, or the kept end, shows that there were more. If the table was restored, compare with the time of that.',
    },
  },
  forked: {
    what: { zh: '分叉：同一序号有另一个版本', en: 'forked: there is another version of this number' },
    means: {
      zh: '从上一个相符的锚点之后，到这一条为止，有人重写过整段记录。',
      en: 'Somebody wrote the chain anew between the last anchor that agrees and this entry.',
    },
  },
  'journal-differs': {
    what: { zh: '资金流水与封存时不符', en: 'the money journal is not as it was sealed' },
    means: {
      zh: '这笔流水在封存后被改动、删除或补入。先与银行回单核对，再查是谁能写账本。',
      en: 'This entry was changed, taken out or put in after the day was sealed. Compare with the bank, then see who could write.',
    },
  },
  'day-not-sealed': {
    what: { zh: '这一天没有封存', en: 'this day was not sealed' },
    means: {
      zh: '前后几天都封存了，这天没有：当天流水被改动看不出来。先与银行回单核对。',
      en: 'Days before and after it were: a change of this day’s journal would not show. Compare with the bank first.',
    },
  },
  'anchor-differs': {
    what: { zh: '锚点被替换，或缺了一个', en: 'the anchor was replaced, or one is missing' },
    means: {
      zh: '从 Anchors 存储桶取该日最早的版本：合规锁定期内没有人能删掉它。',
      en: 'Fetch the oldest version of that day from the bucket of anchors: nobody can take that away while it is locked.',
    },
  },
};

function openLine(terminal: Terminal, { tenant, sequence, at, by, action, about }: OpenAct): string {
  const place = say(terminal, { zh: `${tenant} 第 ${sequence} 条`, en: `${tenant} entry ${sequence}` });
  const open = say(terminal, { zh: '没有结果，须查实是否发生', en: 'has no end: find out whether it happened' });
  return `? ${place} ${localTime(at)} ${by} ${action} ${cutTo(about, ABOUT_WIDTH)}: ${open}`;
}

function andMore(terminal: Terminal, count: number): string {
  return say(terminal, { zh: `……还有 ${count} 处，见 --json`, en: `… and ${count} more, see --json` });
}

/** Acts, the newest first. */
export function actLines(terminal: Terminal, entries: readonly AuditEntry[]): readonly string[] {
  const header = [
    { zh: '时间', en: 'time' },
    { zh: '单位', en: 'tenant' },
    { zh: '序号', en: 'no.' },
    { zh: '谁', en: 'who' },
    { zh: '做了什么', en: 'did' },
    { zh: '对象', en: 'about' },
    { zh: '内容', en: 'detail' },
  ].map((title) => say(terminal, title));
  const rows = entries.map(({ at, tenant, sequence, by, action, about, detail }) => [
    localTime(at),
    tenant,
    String(sequence),
    cutTo(by, 20),
    action,
    cutTo(about, ABOUT_WIDTH),
    detailText(detail),
  ]);
  const width = terminal.columns;
  return tableLines(header, rows, [2]).map((line) => (width === undefined ? line : cutTo(line, width)));
}

function detailText(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
    .join(' ');
}
