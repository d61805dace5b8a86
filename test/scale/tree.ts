import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { City } from './cities.ts';

/** What the stack and the nights are made of. */
const NEEDED = [
  'package.json',
  'tsconfig.json',
  'cdk.json',
  'schemas',
  'core',
  'adapters',
  'functions',
  'infra',
  'local',
  'test/scale',
  'test/e2e',
] as const;
const MODEL = 'schemas/systems/guangzhou/degree-subsidy';
const COPIED = ['applicant.ts', 'certificate.ts', 'payment.ts', 'code-lists.ts'] as const;

/**
 * A copy of the source tree, in a directory the caller forgets, in which these cities are registered: of each one folder, one line in the
 * registry and one in the list of programmes, and nothing else.
 */
export function treeWith(root: string, cities: readonly City[]): string {
  const tree = mkdtempSync(join(tmpdir(), 'bridge-scale-'));
  for (const path of sourcesIn(root)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(root, path), join(tree, path));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'dir');
  const made = cities.filter(({ isThere }) => !isThere);
  for (const city of made) writeSystem(tree, city);
  const inFolder = ({ tenant }: City, file: string): string => `${tenant}/grants/${file}.ts`;
  register(join(tree, 'schemas/systems/registry.ts'), made, {
    importLine: (city) => `import { ${city.tenant}Grants } from './${inFolder(city, 'system')}';`,
    entry: (city) => `  ${city.tenant}Grants,`,
    list: 'export const systems: readonly System[] = [',
  });
  register(join(tree, 'schemas/programmes.ts'), made, {
    importLine: (city) =>
      `import { programme as ${city.tenant}Grants } from './systems/${inFolder(city, 'programme')}';`,
    entry: (city) => `  ${city.tenant}Grants,`,
    list: 'export const PROGRAMMES: readonly Programme[] = [',
  });
  return tree;
}

function sourcesIn(root: string): readonly string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...NEEDED],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

/** Guangzhou's wire form, another tenant's, programme's and region's; as a drafted system it is only read from. */
function writeSystem(tree: string, { tenant, system, name, programme, region }: City): void {
  const folder = join(tree, 'schemas/systems', system);
  mkdirSync(folder, { recursive: true });
  for (const file of COPIED) cpSync(join(tree, MODEL, file), join(folder, file));
  const title = `{ zh: '${name.zh}市总工会求学圆梦资助', en: '${name.en} study grants' }`;
  writeFileSync(
    join(folder, 'programme.ts'),
    `import type { Programme } from '../../../programmes.ts';
import { ownProgramme } from '../../own-programme.ts';

export const PROGRAMME_CODE = '${programme}';
export const REGION_CODE = '${region}';
export const CITY_GRANT_FEN = '150000';

export const programme: Programme = {
  code: PROGRAMME_CODE,
  name: ${title},
  model: 'POST_DIPLOMA_REIMBURSE',
  claimGroup: 'city-education',
};

export const { addProgramme, uncarriedProgramme } = ownProgramme(PROGRAMME_CODE);
`,
  );
  writeFileSync(
    join(folder, 'system.ts'),
    `import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { paymentMapping } from './payment.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const ${tenant}Grants: System = {
  id: '${system}',
  side: 'city',
  tenant: '${tenant}',
  name: ${title},
  programme: PROGRAMME_CODE,
  file: { form: 'csv', encoding: 'gb18030' },
  receives: false,
  kinds: { applicant: applicantMapping, certificate: certificateMapping, payment: paymentMapping },
};
`,
  );
}

interface Registration {
  readonly importLine: (city: City) => string;
  readonly entry: (city: City) => string;
  /** The line the list begins with. */
  readonly list: string;
}

function register(file: string, cities: readonly City[], { importLine, entry, list }: Registration): void {
  const before = readFileSync(file, 'utf8');
  if (before.split(list).length !== 2) throw new Error(`${file} has no line “${list}”, or several`);
  const after = before.replace(list, [list, ...cities.map(entry)].join('\n'));
  writeFileSync(file, [...cities.map(importLine), after].join('\n'));
}
