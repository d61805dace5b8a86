import type { Kind } from '../../schemas/kind.ts';
import type { OffWireField } from '../../schemas/mapping-reference.ts';
import { SCHEMAS } from './any-records.ts';
import { carriedRecords } from './carried-records.ts';
import { USUAL_SEED } from './law.ts';
import type { AnyMapping } from './wire.ts';

/** The fields a wire form says nothing of, with the value they always have where it is always the same. */
export function offWireFields(kind: Kind, mapping: AnyMapping): readonly OffWireField[] {
  const records = carriedRecords(kind, mapping, RECORDS, USUAL_SEED);
  const written = new Set(mapping.fields.map(({ field }) => field));
  return Object.keys(SCHEMAS[kind].shape)
    .filter((field) => !written.has(field))
    .map((field) => {
      const values = new Set(records.map((record) => JSON.stringify(Reflect.get(record, field)) ?? ''));
      const [only] = values;
      if (values.size > 1 || only === undefined) return { field, value: 'derived' };
      return only === ''
        ? { field, value: 'absent' }
        : { field, value: 'constant', constant: JSON.parse(only) as unknown };
    });
}

const RECORDS = 60;
