import type { LookName } from './fields.ts';
import type { MappingDraft } from './draft.ts';
import type { FolderFiles } from './folder.ts';
import type { Sample } from './sample.ts';

/** Looks whose cells tell who somebody is or where their money goes. */
const PERSONAL: ReadonlySet<LookName> = new Set<LookName>([
  'name',
  'citizen-id',
  'mobile',
  'account',
  'union-code',
  'company-code',
  'union',
  'employer',
  'certificate-number',
]);
/** Shorter values stand in any text by chance: four Chinese characters, eight digits or letters. */
function isTelling(cell: string): boolean {
  return /\p{Script=Han}/u.test(cell) ? [...cell].length >= 4 : cell.length >= 8;
}

/** The last look before anything is written: no value of a personal column may stand in a text file. Throws Error, naming no value. */
export function refuseLeaks(sample: Sample, { lines }: MappingDraft, files: FolderFiles): void {
  const texts = [...files].flatMap(([path, content]) => (typeof content === 'string' ? [{ path, content }] : []));
  for (const { at, outline } of lines) {
    if (at === null || !PERSONAL.has(outline.look)) continue;
    for (const cell of new Set(sample.columns[at]?.cells ?? [])) {
      if (!isTelling(cell)) continue;
      const leak = texts.find(({ content }) => content.includes(cell));
      if (leak !== undefined) throw new Error(`a value of column ${at + 1} would have been written to ${leak.path}`);
    }
  }
}
