import { FAILURE_STATES } from '../../schemas/api/failures.ts';
import { REPLAY_ACTIONS, REPLAYABLE_STATES } from '../../schemas/api/replays.ts';
import { CASE_STATES, RESOLUTIONS } from '../../schemas/case.ts';
import { DISCREPANCIES } from '../../schemas/discrepancy.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROBLEMS } from '../../schemas/problem.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { USERS } from '../../local/issuer/users.ts';

const SYSTEMS = systems.map(({ id }) => id);
const TENANTS = [...new Set(systems.map(({ tenant }) => tenant))];
const lower = (words: readonly string[]): readonly string[] => words.map((word) => word.toLowerCase());

/** The words an option takes wherever it stands. */
const ANYWHERE: Readonly<Record<string, readonly string[]>> = {
  '--lang': ['zh', 'en'],
  '--kind': KINDS,
  '--programme': PROGRAMMES.map(({ code }) => code),
  '--tenant': TENANTS,
  '--as': USERS.map(({ id }) => id),
  '--mapping': ['current', 'original'],
  '--system': SYSTEMS,
  '--city-system': SYSTEMS,
  '--province-system': SYSTEMS,
  '--returns-system': SYSTEMS,
  '--source': SYSTEMS,
};

/** Those of one command, where they differ from the others’. */
const AT: Readonly<Record<string, readonly string[]>> = {
  ' translate --from': SYSTEMS,
  ' translate --to': SYSTEMS,
  ' statement history TENANT': TENANTS,
  ' tenant add TENANT': TENANTS,
  ' tenant add --signing': SYSTEMS,
  ' systems check ID': SYSTEMS,
  ' systems golden ID': SYSTEMS,
  ' completion SHELL': ['bash', 'zsh', 'fish'],
  ' webhook sign --scheme': ['v1', 'v1sm3'],
  ' failures --state': lower(FAILURE_STATES),
  ' failures --code': Object.keys(PROBLEMS),
  ' discrepancies --code': DISCREPANCIES,
  ' discrepancies --state': lower(CASE_STATES),
  ' discrepancies resolve --what': RESOLUTIONS,
  ' replay plan --state': lower(REPLAYABLE_STATES),
  ' replay plan --code': Object.keys(PROBLEMS),
  ' replay show --action': REPLAY_ACTIONS,
  ' id KIND': ['citizen-id', 'uscc', 'bank-card', 'degree-certificate', 'skill-certificate', 'mobile'],
};

/** The words that may follow an option, or stand as an argument, of a command; `undefined` where only the user knows. */
export function wordsOf(path: string, name: string): readonly string[] | undefined {
  return AT[`${path} ${name}`] ?? ANYWHERE[name];
}
