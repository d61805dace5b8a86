export type PartiqlStatement = {
  readonly verb: 'PartiQLInsert' | 'PartiQLUpdate' | 'PartiQLDelete' | 'PartiQLSelect';
  readonly table: string;
  readonly index: string | undefined;
  /** Which parameter (from 0) holds the value of the attribute; undefined if none does. */
  readonly parameterOf: (attribute: string) => number | undefined;
};

const CACHE_ENTRIES_MAX = 1_000;
const NAME = `(?:"([^"]+)"|([A-Za-z0-9_.-]+))`;
const FORMS: readonly { readonly verb: PartiqlStatement['verb']; readonly form: RegExp }[] = [
  { verb: 'PartiQLInsert', form: new RegExp(`^\\s*INSERT\\s+INTO\\s+${NAME}`, 'i') },
  { verb: 'PartiQLUpdate', form: new RegExp(`^\\s*UPDATE\\s+${NAME}`, 'i') },
  { verb: 'PartiQLDelete', form: new RegExp(`^\\s*DELETE\\s+FROM\\s+${NAME}`, 'i') },
  {
    verb: 'PartiQLSelect',
    form: new RegExp(`^\\s*(?:EXISTS\\s*\\(\\s*)?SELECT\\s[\\s\\S]*?\\sFROM\\s+${NAME}(?:\\."([^"]+)")?`, 'i'),
  },
];
const parsed = new Map<string, PartiqlStatement | undefined>();

/** What a statement does to which table: enough to judge and count it, the engine does the rest. Statements are few texts with many parameters, so they are kept. */
export function parsePartiql(statement: string): PartiqlStatement | undefined {
  if (parsed.has(statement)) return parsed.get(statement);
  if (parsed.size >= CACHE_ENTRIES_MAX) parsed.clear();
  const result = parse(statement);
  parsed.set(statement, result);
  return result;
}

function parse(statement: string): PartiqlStatement | undefined {
  for (const { verb, form } of FORMS) {
    const match = form.exec(statement);
    const table = match?.[1] ?? match?.[2];
    if (match === null || table === undefined) continue;
    const parameters = new Map<string, number | undefined>();
    const parameterOf = (attribute: string): number | undefined => {
      if (!parameters.has(attribute)) parameters.set(attribute, parameterIndex(statement, verb, attribute));
      return parameters.get(attribute);
    };
    return { verb, table, index: match[3], parameterOf };
  }
  return undefined;
}

function parameterIndex(statement: string, verb: PartiqlStatement['verb'], attribute: string): number | undefined {
  const place =
    verb === 'PartiQLInsert' ? `['"]${attribute}['"]\\s*:\\s*\\?` : `(?:^|[^A-Za-z0-9_.])"?${attribute}"?\\s*=\\s*\\?`;
  const from = verb === 'PartiQLInsert' ? 0 : Math.max(0, statement.search(/\sWHERE\s/i));
  const match = new RegExp(place).exec(statement.slice(from));
  if (match === null) return undefined;
  return (
    statement
      .slice(0, from + match.index)
      .replace(/'[^']*'/g, '')
      .split('?').length - 1
  );
}
