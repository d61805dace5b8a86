import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { reconciliationPage, writeReconciliationPage } from '../../../../adapters/reports/html.ts';
import type { ReportSource } from '../../../../core/reconcile/report.ts';
import { CANARIES, LINES, lineOf, sourceOf } from './sample.ts';

/** The text of a page, without its tags. */
function textOf(page: string): string {
  return page
    .replaceAll(/<style>.*?<\/style>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function partOf(page: string, id: string): string {
  const start = page.indexOf(`id="${id}"`);
  return textOf(page.slice(start, page.indexOf(id === 'lines' ? 'id="totals"' : '</section>', start)));
}

const page = await reconciliationPage(sourceOf(LINES));

describe('the page', () => {
  test('needs nothing else, and may run nothing', async () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|javascript:| on\w+=|@import|url\(["']?(?!#)/i);
    expect(page.match(/https?:\/\/[^\s"'<]+/g) ?? []).toEqual([]);
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;;`);
    // The policy allows the style sheet alone: nothing styles itself.
    expect(page).not.toMatch(/ style="/);
    expect(page.match(/<style/g)).toHaveLength(1);
  });

  test('closes what it opens', async () => {
    const open: string[] = [];
    for (const [, closing, name = '', empty] of page
      .replaceAll(/<style>.*?<\/style>/gs, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^>]*?)?(\/?)>/gi)) {
      if (empty === '/' || ['meta'].includes(name)) continue;
      if (closing === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('says what was compared and what it came to', async () => {
    expect(textOf(page)).toContain('4,390 相符 records matched');
    expect(textOf(page)).toContain('平 市方每一行都有去向');
    expect(partOf(page, 'discrepancies')).toContain('省方缺失 missing-in-province 3 3 4,500.00 0 0.00 3 4,500.00');
    expect(partOf(page, 'tally')).toContain('收到 received 4,405 6,606,500.00 4,399 6,601,500.00 6 5,000.00');
    expect(partOf(page, 'files')).toContain('ab'.repeat(32));
    expect(partOf(page, 'totals')).toContain('guangzhou GZ-XLBZ 2025 市 2025-11-18 2,000 3,000,000.00 1,997');
    expect(partOf(page, 'suspense')).toContain('合计 total 5 7,500.00');
    expect(partOf(page, 'notes')).toContain('省方文件中另有 2 行属于其他项目');
  });

  test('shows every chart for wide and for narrow screens, with the numbers in words of its own', async () => {
    const charts = [
      ...page.matchAll(/<svg class="(wide|narrow)" viewBox="0 0 \d+ \d+" role="img" aria-label="([^"]+)">/g),
    ];
    expect(charts.map(([, size]) => size)).toEqual(Array.from({ length: 4 }, () => ['wide', 'narrow']).flat());
    expect(charts.every(([, , label]) => label?.includes('数字见下表'))).toBe(true);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is the same for the same source, whatever was drawn before', async () => {
    expect(await reconciliationPage(sourceOf(LINES))).toBe(page);
  });

  test('without discrepancies, totals or suspense says so', async () => {
    const own = await reconciliationPage(sourceOf([], { notes: [] }));
    for (const text of ['没有不符的记录。', '双方都没有收下任何记录。', '缓冲池是空的。', '没有略去任何内容。'])
      expect(textOf(own)).toContain(text);
    expect(own).not.toContain('<svg');
  });

  test('shows what the ledger holds where it holds anything', async () => {
    const { statement } = sourceOf(LINES);
    const totals = statement.totals.map((total) => ({ ...total, ofHeld: { rows: 1, fen: '150000' } }));
    const own = await reconciliationPage(sourceOf(LINES, { statement: { ...statement, totals } }));
    expect(partOf(own, 'totals')).toContain('6,601,500.00 -3 -4,500.00 5 7,500.00');
    expect(partOf(page, 'totals')).not.toContain('暂挂');
  });

  test('goes to a stream, too', async () => {
    const chunks: Buffer[] = [];
    const out = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    await writeReconciliationPage(sourceOf(LINES), out);
    expect(Buffer.concat(chunks).toString('utf8')).toBe(page);
  });
});

describe('what is shown', () => {
  test('is masked, even if the lines are not', async () => {
    expect(page).toContain('440199********001X');
    for (const canary of CANARIES) expect(page).not.toContain(canary);
  });

  test('is whole for whoever may see it, with a warning', async () => {
    const own = await reconciliationPage(sourceOf(LINES, { masked: false }));
    expect(own).toContain('44019919900307001X');
    expect(textOf(own)).toContain('含完整个人信息，请按规定保管');
  });

  test('is text, whatever it says', async () => {
    const evil = `"><script>alert('x')</script><svg onload=x>`;
    const name = { zh: evil, en: evil };
    const file = { name: evil, sha256: evil, businessDate: evil };
    const source: ReportSource = sourceOf(
      [lineOf('field-mismatch', 4, { bankName: evil }, { declarationNo: evil, bankName: evil, name: evil })],
      {
        masked: false,
        programme: evil,
        asOf: evil,
        reconciliationId: evil,
        city: { name, files: [file] },
        evidence: [{ role: 'returns', system: name, file }],
        notes: [name],
      },
    );
    const [total] = sourceOf(LINES).statement.totals;
    if (total === undefined) throw new Error('no total');
    const totals = [{ ...total, city: evil, programme: evil, day: evil }];
    const own = await reconciliationPage({ ...source, statement: { ...source.statement, totals } });
    expect(own).not.toMatch(/<script|<svg onload/);
    expect(own).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
  });

  test('says where hidden parts differ', async () => {
    const line = lineOf('wrong-payee', 5, { accountNo: '6222021234569990123' });
    expect(partOf(await reconciliationPage(sourceOf([line])), 'lines')).toContain('隐去的部分不同');
  });

  test('is at most so many lines of each code, and where the others are', async () => {
    const lines = Array.from({ length: 7 }, (_, at) => lineOf('missing-in-city', at + 1));
    const own = await reconciliationPage(sourceOf([...lines, lineOf('amount-over', 9, { amountFen: '1' })]), 3);
    expect(own.match(/data-name="申领编号"/g)).toHaveLength(4);
    expect(partOf(own, 'lines')).toContain('这里只列出前 3 条，共 7 条；全部见同一次对账的工作簿');
  });

  test('reads no further than it must', async () => {
    let read = 0;
    const source = sourceOf(LINES, {
      lines: async function* () {
        for (const line of [...LINES, ...LINES]) {
          read += 1;
          yield line;
        }
      },
    });
    await reconciliationPage(source);
    expect(read).toBe(LINES.length);
  });

  test('is exact to the last 分, however much it is', async () => {
    const line = lineOf('amount-over', 5, { amountFen: '1' }, { amountFen: '900719925474099301' });
    const own = await reconciliationPage(sourceOf([line]));
    expect(partOf(own, 'lines')).toContain('¥9,007,199,254,740,993.01');
    expect(partOf(own, 'discrepancies')).toContain('9,007,199,254,740,993.00');
  });
});
