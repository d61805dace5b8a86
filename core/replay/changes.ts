import { mask } from '../mask.ts';
import type { Wire } from '../lines.ts';

/** A field of the destination's form that differs; `null` where it is not there. Values as text. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs between two wire forms of one record, field by field, in the order of their names. */
export function changesBetween(before: Wire, after: Wire): readonly FieldChange[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].toSorted();
  return names.flatMap((field) => {
    const [one, other] = [old.get(field) ?? null, fresh.get(field) ?? null];
    return one === other ? [] : [{ field, before: one, after: other }];
  });
}

export function maskChange({ field, before, after }: FieldChange): FieldChange {
  return {
    field,
    before: before === null ? null : mask(field, before),
    after: after === null ? null : mask(field, after),
  };
}

function fieldsOf(wire: Wire): ReadonlyMap<string, string> {
  const entries = Object.entries(wire).filter(([, value]) => value !== undefined && value !== null);
  return new Map(entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}
