import type { Wire } from '../lines.ts';
import { maskFields, namesIn } from '../mask.ts';

/** A field of the destination's form that differs; `null` where it is not there. Values as text, masked. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What differs between two wire forms of one record, field by field, in the order of their names. Masked by all that either form says of
 * a name, which most often is no difference itself.
 */
export function changesBetween(before: Wire, after: Wire): readonly FieldChange[] {
  const [old, fresh] = [textsOf(before), textsOf(after)];
  const names = [...namesIn(old), ...namesIn(fresh)];
  const [was, is] = [maskFields(old, names), maskFields(fresh, names)];
  const fields = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].toSorted();
  return fields.flatMap((field) =>
    old[field] === fresh[field] ? [] : [{ field, before: was[field] ?? null, after: is[field] ?? null }],
  );
}

function textsOf(wire: Wire): Readonly<Record<string, string>> {
  const entries = Object.entries(wire).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
