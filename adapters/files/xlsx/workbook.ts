import { FileError } from '../file-error.ts';
import { readStyles, type NumberShape } from './number-format.ts';
import { readPart, scanPart } from './part.ts';
import { attribute } from './xml.ts';
import type { Zip } from './zip.ts';

/** What a workbook says of its sheets before any is read. */
export interface Workbook {
  /** In the order of the tabs. */
  readonly sheets: readonly SheetPart[];
  /** Days are counted from 1904, as old Macs did. */
  readonly from1904: boolean;
  /** The part of the strings kept once for all cells, where there is one. */
  readonly sharedStrings: string | null;
  /** How a number is shown, by the style of its cell. */
  readonly styles: readonly NumberShape[];
}

export interface SheetPart {
  readonly name: string;
  readonly part: string;
  readonly visible: boolean;
}

interface Relation {
  readonly id: string;
  /** The last word of its type, the same in the standard's two dialects. */
  readonly type: string;
  readonly part: string;
}

const ROOT_RELATIONS = '_rels/.rels';

/** Throws FileError: not a workbook, or one with a document type in any of its parts. */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  refuseOtherPackages(zip.names);
  await refuseDoctypes(zip);
  const main = (await relationsOf(zip, '')).find(({ type }) => type === 'officeDocument');
  if (main === undefined) throw new FileError('file.unsupported', { found: 'zip' });
  const relations = await relationsOf(zip, main.part);
  const sheets: SheetPart[] = [];
  let from1904 = false;
  await readPart(zip, main.part, {
    open: (name, tag) => {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const relation = relations.find(({ id }) => id === relationId(tag));
      // A chart or a macro sheet holds no rows.
      if (relation?.type !== 'worksheet') return;
      const state = attribute(tag, 'state') ?? 'visible';
      sheets.push({ name: attribute(tag, 'name') ?? '', part: relation.part, visible: state === 'visible' });
    },
  });
  const partOf = (type: string): string | null => relations.find((relation) => relation.type === type)?.part ?? null;
  const stylesPart = partOf('styles');
  return {
    sheets,
    from1904,
    sharedStrings: partOf('sharedStrings'),
    styles: stylesPart === null ? [] : await readStyles(zip, stylesPart),
  };
}

function refuseOtherPackages(names: readonly string[]): void {
  const found = names.includes('xl/workbook.bin')
    ? 'xlsb'
    : names.includes('content.xml') && names.includes('mimetype')
      ? 'ods'
      : names.some((name) => name.startsWith('word/') || name.startsWith('ppt/'))
        ? 'office'
        : names.includes(ROOT_RELATIONS)
          ? null
          : 'zip';
  if (found !== null) throw new FileError('file.unsupported', { found });
}

/** A document type stands before the root element, so each part is read as far as that. */
async function refuseDoctypes(zip: Zip): Promise<void> {
  for (const name of zip.names) {
    if (!/\.(xml|rels|vml)$/.test(name)) continue;
    let begun = false;
    const open = (): void => {
      begun = true;
    };
    for await (const _ of scanPart(zip, name, { open })) if (begun) break;
  }
}

/** What a part points to; its relations lie beside it in `_rels`. The root's own part is ''. */
async function relationsOf(zip: Zip, part: string): Promise<readonly Relation[]> {
  const cut = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, cut);
  const relations: Relation[] = [];
  await readPart(zip, `${folder}_rels/${part.slice(cut)}.rels`, {
    open: (name, tag) => {
      if (name !== 'Relationship' || attribute(tag, 'TargetMode') === 'External') return;
      const type = attribute(tag, 'Type') ?? '';
      relations.push({
        id: attribute(tag, 'Id') ?? '',
        type: type.slice(type.lastIndexOf('/') + 1),
        part: resolved(folder, attribute(tag, 'Target') ?? ''),
      });
    },
  });
  return relations;
}

function resolved(folder: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  const steps: string[] = [];
  for (const step of (path.startsWith('/') ? path : `${folder}${path}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

function relationId(tag: string): string | null {
  const prefix = /\s([\w.-]+:id)\s*=/.exec(tag)?.[1];
  return prefix === undefined ? null : attribute(tag, prefix);
}
