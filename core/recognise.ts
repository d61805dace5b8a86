import { KINDS, type Kind } from '../schemas/kind.ts';
import { mappingOf, systems } from '../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../schemas/systems/system.ts';

/** A registered system and kind of record whose files look like this one. */
export interface Recognised {
  readonly system: string;
  readonly kind: Kind;
}

/**
 * Which systems' files begin with this header, the closest first: all columns they require are there. A line read in the wrong form is
 * recognised, too: JSON cut into cells by its members, a line of one cell by the marks that may part it.
 */
export function recogniseHeader(header: readonly string[]): readonly Recognised[] {
  const [first = ''] = header;
  if (first.trim().startsWith('{')) return recogniseMembers(membersNamedIn(header.join(',')));
  const mark = markOf(header);
  const found = matches('table', mark === undefined ? header : first.split(mark));
  return found.length > 0 ? found : summedUpBy(header);
}

/** Systems whose files have no header: their first line is known by what it says. */
function summedUpBy(cells: readonly string[]): readonly Recognised[] {
  const [first = ''] = cells;
  return systems.flatMap(({ id, file, kinds }) => {
    const line = file.form === 'text' ? file.summary : undefined;
    if (file.form !== 'text' || line === undefined) return [];
    const parted = cells.length === 1 ? first.split(file.delimiter) : cells;
    return line.read(parted) === undefined
      ? []
      : KINDS.filter((kind) => kind in kinds).map((kind) => ({ system: id, kind }));
  });
}

/** What parts the names in a header that was read as one cell; undefined where nothing does, or where there are more cells. */
export function markOf(header: readonly string[]): string | undefined {
  const [first = ''] = header;
  return header.length === 1 ? MARKS.find((mark) => matches('table', first.split(mark)).length > 0) : undefined;
}

const MARKS = [',', '|', '\t', ';'];

/** The same by the members of an object. */
export function recogniseMembers(members: readonly string[]): readonly Recognised[] {
  return matches('object', members);
}

/** For the detail of `file.header`: what the file looks like, where it looks like one of ours. */
export function looksLike(header: readonly string[]): { readonly looksLike?: string } {
  const [closest] = recogniseHeader(header);
  return closest === undefined ? {} : { looksLike: `${closest.system} ${closest.kind}` };
}

interface Match extends Recognised {
  /** How many of the names given are names of its layout. */
  readonly known: number;
  /** How many names its layout has. */
  readonly all: number;
}

function matches(form: Mapping<Canonical>['form'], names: readonly string[]): readonly Recognised[] {
  const written = new Set(names.map((name) => name.replace(/^\uFEFF/, '').trim()));
  return systems
    .flatMap((system) =>
      KINDS.flatMap((kind): readonly Match[] => {
        const mapping = mappingOf(system, kind);
        const known = mapping?.form === form ? knownNames(mapping, written) : null;
        return known === null ? [] : [{ system: system.id, kind, ...known }];
      }),
    )
    .toSorted((a, b) => b.known - a.known || a.all - b.all)
    .map(({ system, kind }) => ({ system, kind }));
}

/** Null where a name the layout requires is not there. */
function knownNames(
  { fields, ours }: Mapping<Canonical>,
  written: ReadonlySet<string>,
): Pick<Match, 'known' | 'all'> | null {
  const present = fields.filter(({ wire, synonyms }) => [wire, ...synonyms].some((name) => written.has(name)));
  const lacksOne =
    fields.some((field) => field.required && !present.includes(field)) || ours.some(({ wire }) => !written.has(wire));
  return lacksOne ? null : { known: present.length + ours.length, all: fields.length + ours.length };
}

/** The names before a colon; a reader of cells may have taken their quotation marks away. */
function membersNamedIn(line: string): readonly string[] {
  return [...line.matchAll(/(?:^\{|,|\{)\s*"?([\p{L}_][\p{L}\d_]*)"?\s*:/gu)].map(([, name = '']) => name);
}
