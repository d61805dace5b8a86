import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../../schemas/codecs/codec.ts';
import { citizenIdCodec } from '../../schemas/codecs/citizen-id.ts';
import { codeSet } from '../../schemas/codecs/code-list.ts';
import { dayCodec } from '../../schemas/codecs/date.ts';
import { ETHNIC_CODES, ethnicCodec } from '../../schemas/codecs/ethnic.ts';
import { yuanCodec } from '../../schemas/codecs/money.ts';
import { normalIdentifier, trimmed } from '../../schemas/codecs/text.ts';
import { rfc3339Codec, timestampCodec } from '../../schemas/codecs/timestamp.ts';
import { usccCodec } from '../../schemas/codecs/uscc.ts';
import { idNumber, TODAY, uscc } from '../../cli/conformance/values.ts';

const RUNS = fc.readConfigureGlobal().numRuns ?? 100;
const fen = fc.bigInt({ min: 1n, max: 999_999_999_999_999n }).map(String);

test('money: what is written is read back, whatever the dress', () => {
  fc.assert(
    fc.property(fen, (amount) => {
      const yuan = yuanCodec.encode(amount);
      const [whole = '', decimals = ''] = yuan.split('.');
      const grouped = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
      const wide = grouped.replace(/[0-9.,]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0));
      for (const dress of [yuan, grouped, wide, `¥${grouped}`, `${yuan}元`])
        expect(yuanCodec.decode(dress, TODAY)).toBe(amount);
      for (const sign of ['-', '－', '−'])
        expect(yuanCodec.decode(sign + yuan, TODAY)).toEqual({ refused: 'money.negative' });
      expect(yuanCodec.decode(`${yuan}1`, TODAY)).toEqual({ refused: 'money.precision' });
    }),
  );
});

test('money: no text becomes an amount it does not say', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9.,¥元 -]{0,12}$/), (cell) => {
      const amount = yuanCodec.decode(trimmed(cell), TODAY);
      if (isRefusal(amount)) return;
      const said = cell.replace(/[,¥元 ]/g, '');
      expect(Number(amount)).toBe(Math.round(Number(said) * 100));
    }),
    { numRuns: RUNS * 20 },
  );
});

test('citizen id: any other check character is refused', () => {
  fc.assert(
    fc.property(idNumber, fc.constantFrom(...'0123456789X'), (id, last) => {
      const changed = id.slice(0, -1) + last;
      expect(isRefusal(citizenIdCodec.decode(changed, TODAY))).toBe(changed !== id);
    }),
  );
});

test('citizen id: any one wrong digit, and any two neighbours swapped, are refused', () => {
  fc.assert(
    fc.property(
      idNumber.filter((id) => id.length === 18),
      fc.nat(16),
      fc.integer({ min: 1, max: 9 }),
      (id, at, by) => {
        const wrong = id.slice(0, at) + String((Number(id[at]) + by) % 10) + id.slice(at + 1);
        expect(isRefusal(citizenIdCodec.decode(wrong, TODAY))).toBe(true);
        const swapped = id.slice(0, at) + (id[at + 1] ?? '') + (id[at] ?? '') + id.slice(at + 2);
        expect(isRefusal(citizenIdCodec.decode(swapped, TODAY))).toBe(swapped !== id);
      },
    ),
  );
});

test('uscc: any other check character is refused', () => {
  fc.assert(
    fc.property(uscc, fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), (code, last) => {
      fc.pre(!code.startsWith('M000', 8));
      const changed = code.slice(0, -1) + last;
      expect(usccCodec.decode(changed, TODAY)).toEqual(changed === code ? code : { refused: 'uscc.check-digit' });
      const organisation = code.slice(0, 16) + last + code.slice(17);
      expect(isRefusal(usccCodec.decode(organisation, TODAY))).toBe(organisation !== code);
    }),
  );
});

test('dates: every form of a day is that day', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1927-05-18'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year = '', month = '', day = ''] = iso.split('-');
      const serial = Math.floor(date.getTime() / 86_400_000) + 25_569;
      const bare = [year, String(Number(month)), String(Number(day))] as const;
      const forms = [
        iso,
        iso.replaceAll('-', ''),
        bare.join('.'),
        bare.join('/'),
        `${bare[0]}年${bare[1]}月${bare[2]}日`,
        String(serial),
      ];
      for (const form of forms) expect(dayCodec.decode(form, TODAY), form).toBe(iso);
    }),
  );
});

test('times: any offset becomes the same moment at +08:00', () => {
  const moments = fc.date({ min: new Date('1950-01-01'), max: new Date('2026-11-20'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, fc.integer({ min: -720, max: 840 }), (moment, offset) => {
      const at = (minutes: number): string => new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1);
      const suffix = `${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
      const decoded = timestampCodec.decode(at(offset) + suffix, TODAY);
      expect(decoded).toEqual(rfc3339Codec.decode(`${at(480)}+08:00`, TODAY));
      expect(new Date(isRefusal(decoded) ? '' : decoded).getTime()).toBe(moment.getTime());
    }),
  );
});

/** Any code points at all, lone surrogates too. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x10_ff_ff), fc.nat(0xff)), { minLength: 1 })
  .map((points) => String.fromCodePoint(...points));

test('codecs never throw, whatever the cell', () => {
  fc.assert(
    fc.property(anyText, (cell) => {
      for (const codec of [citizenIdCodec, usccCodec, yuanCodec, dayCodec, timestampCodec, ethnicCodec])
        codec.decode(cell, TODAY);
      const quoted = normalIdentifier(`''${cell}`);
      expect(normalIdentifier(quoted)).toBe(quoted);
      expect(trimmed(cell)).toBe(cell.trim());
    }),
    { numRuns: RUNS * 10 },
  );
});

test('every people has its code, and every code its people', () => {
  expect(ETHNIC_CODES).toHaveLength(58);
  for (const code of ETHNIC_CODES) expect(ethnicCodec.decode(ethnicCodec.encode(code), TODAY)).toBe(code);
});

test('a set of words is read back in the order of its list', () => {
  const tags = codeSet<string>(
    [
      ['甲', 'A'],
      ['乙', 'B'],
      ['丙', 'C'],
    ],
    '、',
    '无',
  );
  fc.assert(
    fc.property(fc.shuffledSubarray<string>(['A', 'B', 'C']), (some) => {
      expect(tags.decode(tags.encode(some), TODAY)).toEqual(some.toSorted());
    }),
  );
});
