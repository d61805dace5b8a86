import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { problemReference } from '../schemas/problem-reference.ts';
import { mappingIndex, mappingReference, referenceName } from '../schemas/mapping-reference.ts';
import { systems } from '../schemas/systems/registry.ts';
import { goldenCasesPage } from './conformance/golden-cases/page.ts';
import { offWireFields } from './conformance/off-wire.ts';
import { DOCUMENT_NAME, openApiText } from './openapi/document.ts';

/** The generated pages, by their path under `docs/`. */
export function references(): ReadonlyMap<string, string> {
  return new Map([
    ['golden-cases.md', goldenCasesPage()],
    ['problems.md', problemReference()],
    [DOCUMENT_NAME, openApiText()],
    ['mappings/README.md', mappingIndex(systems)],
    ...systems.map((system): [string, string] => [
      `mappings/${referenceName(system)}`,
      mappingReference(system, offWireFields),
    ]),
  ]);
}

const DOCS = new URL('../docs/', import.meta.url);

/** `npm run docs`: writes them all, and takes away the page of a system that is gone. */
if (import.meta.main) {
  mkdirSync(new URL('mappings/', DOCS), { recursive: true });
  for (const name of globSync('mappings/*.md', { cwd: DOCS })) rmSync(new URL(name, DOCS));
  for (const [path, text] of references()) writeFileSync(new URL(path, DOCS), text);
}
