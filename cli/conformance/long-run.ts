import { systems } from '../../schemas/systems/registry.ts';
import { tableLines } from '../table.ts';
import { kindsOf, laws } from './laws.ts';

/** Every law of every system over many records: `node cli/conformance/long-run.ts [cases a kind] [seed]`. Exit 1 if one is broken. */
const [casesGiven = '10000', seedGiven = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const cases = Number(casesGiven);
const seed = Number(seedGiven);

console.log(`每种记录 ${cases} 例，种子 ${seed} (${cases} cases a kind, seed ${seed})`);
const rows: (readonly string[])[] = [];
const broken: string[] = [];
for (const system of systems) {
  for (const kind of kindsOf(system)) {
    const startedMs = performance.now();
    let tried = 0;
    let kept = 0;
    const all = laws(system, kind);
    for (const law of all) {
      const result = await law.run(cases, seed);
      if (result.ok) {
        tried += result.cases;
        kept += 1;
        continue;
      }
      const { says, shown } = result.counterexample;
      broken.push(`${system.id} ${kind} ${law.id}: ${says.zh} (${says.en})\n  ${JSON.stringify(shown)}`);
    }
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.error(`${system.id} ${kind} ${seconds} s`);
    rows.push([system.id, kind, `${kept}/${all.length}`, String(tried), seconds]);
  }
}
for (const line of tableLines(['system', 'kind', 'laws', 'cases', 'seconds'], rows, [2, 3, 4])) console.log(line);
for (const one of broken) console.log(one);
process.exitCode = broken.length === 0 ? 0 : 1;
