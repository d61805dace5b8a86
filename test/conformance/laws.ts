import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { applicantSchema } from '../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../schemas/canonical/certificate.ts';
import { paymentSchema } from '../../schemas/canonical/payment.ts';
import { KINDS, type Kind } from '../../schemas/kind.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, CanonicalOf, DecodeContext, Decoded, Mapping, System } from '../../schemas/systems/system.ts';
import { records, TODAY } from './records.ts';

const CASES = { numRuns: 300 };
const PAYMENT_NO = { paymentNo: 'UBABCDEFGHIJKLMNOPQRSTUVWXYZ23' };
const SCHEMAS: Readonly<Record<Kind, z.ZodObject>> = {
  applicant: applicantSchema,
  certificate: certificateSchema,
  payment: paymentSchema,
};

/** The laws of translation every registered system passes, for each kind it carries (DESIGN §3). */
export function keepsTheLaws(system: System): void {
  for (const kind of KINDS) {
    const mapping = mappingOf(system, kind);
    if (mapping !== undefined)
      describe(`${system.id} ${kind}`, () => {
        keepsTheLawsOfOne(kind, mapping);
      });
  }
}

function keepsTheLawsOfOne<K extends Kind>(kind: K, mapping: Mapping<CanonicalOf[K]>): void {
  const carried = records[kind].filter((record) => mapping.uncarried(record).length === 0);

  test('what was encoded decodes to the record it was', () => {
    fc.assert(
      fc.property(carried, (record) => {
        expect(decode(mapping, encode(mapping, record), contextOf(record))).toMatchObject({ ok: true });
        expect(recordIn(decode(mapping, encode(mapping, record), contextOf(record)))).toStrictEqual(record);
      }),
      CASES,
    );
  });

  test('a decoded record is canonical, and says nothing else', () => {
    fc.assert(
      fc.property(carried, (record) => {
        const decoded = recordIn(decode(mapping, encode(mapping, record), contextOf(record)));
        expect(SCHEMAS[kind].strict().safeParse(decoded)).toMatchObject({ success: true });
      }),
      CASES,
    );
  });

  test('what is written untidily decodes to the same, and is written tidily', () => {
    fc.assert(
      fc.property(carried, fc.nat(), (record, seed) => {
        const tidy = encode(mapping, record);
        const decoded = recordIn(decode(mapping, untidy(tidy, seed), contextOf(record)));
        expect(decoded).toStrictEqual(record);
        expect(encode(mapping, decoded)).toEqual(tidy);
      }),
      CASES,
    );
  });

  test('each required value that is missing is told, by its name', () => {
    const [record] = fc.sample(carried, { numRuns: 1, seed: 7 });
    if (record === undefined) throw new Error('the system carries no record at all');
    const wire = encode(mapping, record);
    const names = Object.keys(wire).filter(
      (name) =>
        !SCHEMAS[kind].safeParse(recordOrNull(decode(mapping, { ...wire, [name]: ' ' }, contextOf(record)))).success,
    );
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const decoded = decode(mapping, { ...wire, [name]: ' ' }, contextOf(record));
      expect(decoded).toMatchObject({ ok: false, problem: { code: 'row.field-missing', field: name } });
    }
  });

  test('every field of the canonical form has one owner, or is not on the wire', () => {
    const fields = Object.keys(SCHEMAS[kind].shape);
    expect(Object.keys(mapping.owners).filter((field) => !fields.includes(field))).toEqual([]);
    expect(Object.keys(mapping.owners).length).toBeGreaterThanOrEqual(fields.length - 3);
  });
}

/** Cells by column, or the object: one shape for both forms. */
type Wire = Readonly<Record<string, unknown>>;

function encode<C>(mapping: Mapping<C>, record: C): Wire {
  if (mapping.form === 'object') return mapping.encode(record, PAYMENT_NO);
  const cells = mapping.encode(record, PAYMENT_NO);
  return Object.fromEntries(mapping.header.map((column, at) => [column, cells[at]]));
}

function decode<C>(mapping: Mapping<C>, wire: Wire, context: DecodeContext): Decoded<C> {
  if (mapping.form === 'object') return mapping.decode(JSON.parse(JSON.stringify(wire)), context);
  const bound = mapping.bind(Object.keys(wire), context);
  if (!bound.ok) throw new Error(`the header is refused: ${bound.missing.join()}`);
  return bound.decode(Object.values(wire).map(String));
}

function recordIn<C>(decoded: Decoded<C>): C {
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problem));
  return decoded.record;
}

function recordOrNull<C>(decoded: Decoded<C>): C | null {
  return decoded.ok ? decoded.record : null;
}

function contextOf({ programmeYear }: Canonical): DecodeContext {
  return { today: TODAY, programmeYear };
}

/** Members in another order, white space around text, digits in full width where they are an identifier, one member too many. */
function untidy(wire: Wire, seed: number): Wire {
  const entries = Object.entries(wire).map(([name, value], at): [string, unknown] => {
    if (typeof value !== 'string') return [name, value];
    return [name, (seed >> (at % 16)) % 2 === 0 ? ` ${value}\u3000` : IDENTIFIER.test(value) ? wide(value) : value];
  });
  const turn = seed % entries.length;
  return Object.fromEntries([...entries.slice(turn), ['备注', 'x'], ...entries.slice(0, turn)]);
}

/** Identifiers and dates; names and words are left alone. */
const IDENTIFIER = /^(?:\d{11}|\d{16,19}|[0-9]{17}[0-9X]|\d{4}-\d\d-\d\d)$/;

function wide(value: string): string {
  return value.replace(/[0-9X]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0));
}
