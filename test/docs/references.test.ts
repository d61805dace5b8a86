import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { references } from '../../cli/references.ts';
import { FIELD_NAMES, VALUE_NAMES } from '../../schemas/field-names.ts';
import { systems } from '../../schemas/systems/registry.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const generated = references();

test.each([...generated.keys()])('docs/%s is as `npm run docs` writes it', (path) => {
  expect(readFileSync(join(DOCS, path), 'utf8')).toBe(generated.get(path));
});

test('no page is left of a system that is gone', () => {
  expect(globSync('mappings/*.md', { cwd: DOCS }).filter((path) => !generated.has(path.replaceAll('\\', '/')))).toEqual(
    [],
  );
});

test('every field and every kind of value has a name for people', () => {
  const lines = systems.flatMap(({ kinds }) => Object.values(kinds).flatMap(({ fields }) => fields));
  expect(lines.map(({ field }) => field).filter((field) => !(field in FIELD_NAMES))).toEqual([]);
  expect(
    new Set(
      lines
        .map(({ codec, wire }) => codec.name ?? `${wire} has a codec without a name`)
        .filter((name) => !(name in VALUE_NAMES)),
    ),
  ).toEqual(new Set());
});

test('a page holds every column, its other names, its words and what it can not say', () => {
  for (const system of systems) {
    const page = generated.get(`mappings/${system.id.replace('/', '-')}.md`) ?? '';
    for (const { fields, unmappable, ignored, ours } of Object.values(system.kinds)) {
      const names = [
        ...fields.flatMap(({ wire, synonyms }) => [wire, ...synonyms]),
        ...ignored.map(({ wire }) => wire),
      ];
      const words = fields
        .filter(({ codec }) => codec.name !== 'ethnic')
        .flatMap(({ codec }) => (codec.words ?? []).map(([word]) => word));
      const said = [...names, ...words, ...Object.values(unmappable).flat(), ...ours.map(({ wire }) => wire)];
      expect(
        said.filter((word) => !page.includes(word.replaceAll('|', '&#124;'))),
        system.id,
      ).toEqual([]);
    }
  }
});
