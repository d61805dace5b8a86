import { globSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { createObjectChecker, createRowChecker, type CheckedRow } from '../../core/check.ts';
import { KINDS, type Kind } from '../../schemas/kind.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { systems } from '../../schemas/systems/registry.ts';

/** The day the golden samples are read on. */
const CONTEXT = { today: '2026-11-23', programmeYear: 2025 };
const SYSTEMS = new URL('../../schemas/systems/', import.meta.url);

interface Golden {
  readonly warnings: readonly unknown[];
  readonly rows: readonly CheckedRow<Canonical>[];
}

for (const system of systems) {
  const samples = globSync(`${system.id}/golden/*.input.*`, { cwd: SYSTEMS }).toSorted();

  test(`${system.id} has a sample of each kind`, () => {
    for (const kind of KINDS.filter((one) => system.kinds[one] !== undefined)) {
      expect(samples.filter((path) => path.includes(`/golden/${kind}`)), kind).not.toEqual([]);
    }
  });

  test.each(samples)('%s is read as expected', (path) => {
    const kind = KINDS.find((one) => path.includes(`/golden/${one}`));
    if (kind === undefined) throw new Error(`${path} begins with no kind of record`);
    const input = readFileSync(new URL(path, SYSTEMS), 'utf8');
    const expected: unknown = JSON.parse(readFileSync(new URL(path.replace(/\.input\..*/, '.expected.json'), SYSTEMS), 'utf8'));
    expect(read(system, kind, input)).toEqual(expected);
  });
}

function read(system: System, kind: Kind, input: string): Golden {
  return system.kinds[kind]?.form === 'table' ? readTable(system, kind, input) : readObjects(system, kind, input);
}

/** Rows are numbered as a spreadsheet would: the header is row 1. */
function readTable(system: System, kind: Kind, input: string): Golden {
  const [header = [], ...rows] = parse(input, { relax_column_count: true });
  const bound = createRowChecker({ system, kind, header, context: CONTEXT });
  if (!bound.ok) throw new Error(`the header is refused: ${bound.problem.field}`);
  return { warnings: bound.warnings, rows: rows.map((cells, at) => bound.checker.row(at + 2, cells)) };
}

function readObjects(system: System, kind: Kind, input: string): Golden {
  const checker = createObjectChecker({ system, kind, context: CONTEXT });
  const lines = input.trimEnd().split('\n');
  return { warnings: [], rows: lines.map((line, at) => checker.row(at + 1, JSON.parse(line))) };
}
