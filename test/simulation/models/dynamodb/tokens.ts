import { notModelled } from '../command.ts';
import { validation } from './refusals.ts';
import { isReserved } from './reserved-words.ts';

export interface Token {
  /** `alias` is `#n`, `value` is `:v`, `word` a bare word, `quoted` is `"a"`, `text` is `'a'`. */
  readonly kind: 'symbol' | 'alias' | 'value' | 'word' | 'quoted' | 'text' | 'number' | 'parameter' | 'end';
  readonly text: string;
}

export type Dialect = 'expression' | 'statement';

/** Reads the tokens of one expression or PartiQL statement from left to right, and notes the placeholders it meets. */
export interface Cursor {
  readonly dialect: Dialect;
  readonly source: string;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  readonly parameters: () => number;
  readonly peek: (ahead?: number) => Token;
  readonly next: () => Token;
  /** Takes the next token when it is this symbol or word (in any case). */
  readonly take: (text: string) => boolean;
  readonly expect: (text: string) => void;
  /** Takes an attribute's name: how to find it in the request's `ExpressionAttributeNames`. */
  readonly name: () => NameOf;
  /** Position of the next `?` among the parameters. */
  readonly parameter: () => number;
  readonly unknown: () => Error;
}

export type Names = Readonly<Record<string, string>>;
export type NameOf = (names: Names) => string;

export function cursorOf(source: string, dialect: Dialect): Cursor {
  const tokens = tokensOf(source, dialect);
  const names = new Set<string>();
  const values = new Set<string>();
  let at = 0;
  let parameters = 0;
  const peek = (ahead = 0) => tokens[at + ahead] ?? END;
  const unknown = () => notModelled(`${JSON.stringify(peek().text)} in ${dialect}: ${source}`);
  const next = () => {
    const token = peek();
    at++;
    if (token.kind === 'alias') names.add(token.text);
    if (token.kind === 'value') values.add(token.text);
    return token;
  };
  const take = (text: string) => {
    const { kind, text: found } = peek();
    const same = (kind === 'symbol' && found === text) || (kind === 'word' && found.toUpperCase() === text);
    if (same) at++;
    return same;
  };
  return {
    dialect,
    source,
    names,
    values,
    parameters: () => parameters,
    peek,
    next,
    take,
    expect: (text) => {
      if (!take(text)) throw unknown();
    },
    name: () => {
      const { kind, text } = peek();
      if (kind === 'alias') return aliasOf(next().text);
      if (kind !== 'quoted' && kind !== 'word') throw unknown();
      if (kind === 'word' && isReserved(text)) {
        if (dialect === 'statement') throw unknown();
        throw validation(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${text}`);
      }
      at++;
      return () => text;
    },
    parameter: () => {
      at++;
      return parameters++;
    },
    unknown,
  };
}

function aliasOf(alias: string): NameOf {
  return (names) => names[alias] ?? alias;
}

const END: Token = { kind: 'end', text: 'the end' };

const KINDS = {
  expression: [
    ['symbol', /<>|<=|>=|[=<>(),.[\]+-]/y],
    ['alias', /#\w+/y],
    ['value', /:\w+/y],
    ['word', /[A-Za-z]\w*/y],
    ['number', /\d+/y],
  ],
  statement: [
    ['symbol', /<>|<=|>=|[=<>(),.[\]{}:+-]/y],
    ['parameter', /\?/y],
    ['quoted', /"(?:[^"]|"")*"/y],
    ['text', /'(?:[^']|'')*'/y],
    ['word', /[A-Za-z_]\w*/y],
    ['number', /\d+(?:\.\d+)?/y],
  ],
} as const satisfies Record<Dialect, readonly (readonly [Token['kind'], RegExp])[]>;

function tokensOf(source: string, dialect: Dialect): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    if (/\s/.test(source.charAt(at))) {
      at++;
      continue;
    }
    const token = tokenAt(source, at, dialect);
    at += token.length;
    tokens.push({ kind: token.kind, text: textOf(token.kind, source.slice(at - token.length, at)) });
  }
  return tokens;
}

function tokenAt(source: string, at: number, dialect: Dialect): { kind: Token['kind']; length: number } {
  for (const [kind, pattern] of KINDS[dialect]) {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) return { kind, length: found.length };
  }
  throw notModelled(`${JSON.stringify(source.slice(at))} in ${dialect}: ${source}`);
}

function textOf(kind: Token['kind'], found: string): string {
  if (kind !== 'quoted' && kind !== 'text') return found;
  const quote = found.charAt(0);
  return found.slice(1, -1).replaceAll(quote + quote, quote);
}
