import type { Json, JsonObject, Template } from './assembly.ts';

export type Scope = {
  readonly stackName: string;
  readonly template: Template;
  /** Values of parameters and pseudo parameters; undefined if there is no such parameter. */
  readonly parameter: (name: string) => Json | undefined;
  /** What `Ref` and `Fn::GetAtt` of a resource give. */
  readonly resource: (
    logicalId: string,
  ) => { readonly ref: string; readonly attributes: Readonly<Record<string, string>> } | undefined;
  readonly exported: (name: string) => Json | undefined;
};

/** Stands for AWS::NoValue: the property is left out. */
const ABSENT = Symbol('absent');

/** The value with every intrinsic function replaced by what it stands for. Throws on a function or a name it does not know. */
export function resolve(scope: Scope, value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined;
  const resolved = visit(scope, value);
  return resolved === ABSENT ? undefined : resolved;
}

export function conditionHolds(scope: Scope, name: string): boolean {
  const condition = scope.template.Conditions?.[name];
  if (condition === undefined) throw new Error(`${scope.stackName}: there is no condition ${name}`);
  return truth(scope, condition);
}

function visit(scope: Scope, value: Json): Json | typeof ABSENT {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => visit(scope, item)).filter((item) => item !== ABSENT);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject);
  const [only] = entries;
  if (
    entries.length === 1 &&
    only !== undefined &&
    (only[0] === 'Ref' || only[0].startsWith('Fn::') || only[0] === 'Condition')
  ) {
    if (only[0] !== 'Condition' || typeof only[1] === 'string') return apply(scope, only[0], only[1]);
  }
  const plain: Record<string, Json> = {};
  for (const [name, item] of entries) {
    const resolved = visit(scope, item);
    if (resolved !== ABSENT) plain[name] = resolved;
  }
  return plain;
}

function apply(scope: Scope, name: string, argument: Json): Json | typeof ABSENT {
  switch (name) {
    case 'Ref':
      return ref(scope, String(argument));
    case 'Fn::GetAtt':
      return typeof argument === 'string'
        ? attributeOf(scope, argument)
        : attributeOf(scope, list(scope, argument).join('.'));
    case 'Fn::Sub':
      return substitute(scope, argument);
    case 'Fn::Join': {
      const [separator, items] = list(scope, argument);
      return strings(items).join(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = list(scope, argument);
      const chosen = Array.isArray(items) ? (items as readonly Json[])[Number(index)] : undefined;
      return chosen === undefined ? fail(scope, `Fn::Select has no item ${String(index)}`) : chosen;
    }
    case 'Fn::Split': {
      const [separator, source] = list(scope, argument);
      return text(source).split(String(separator));
    }
    case 'Fn::If': {
      const [condition, yes, no] = argument as readonly Json[];
      const branch = conditionHolds(scope, String(condition)) ? yes : no;
      return branch === undefined ? fail(scope, 'Fn::If lacks a branch') : visit(scope, branch);
    }
    case 'Fn::ImportValue': {
      const exportName = text(plainly(scope, argument));
      return scope.exported(exportName) ?? fail(scope, `nothing is exported as ${exportName}`);
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = list(scope, argument).map(String);
      return (
        scope.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''] ??
        fail(scope, `no mapping ${map}.${first}.${second}`)
      );
    }
    case 'Fn::Equals':
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
    case 'Condition':
      return truth(scope, { [name]: argument });
    default:
      return fail(scope, `${name} is not supported locally`);
  }
}

function truth(scope: Scope, condition: Json): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === true || condition === 'true';
  const [name, argument] = Object.entries(condition as JsonObject)[0] ?? ['', null];
  const several = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  switch (name) {
    case 'Fn::Equals': {
      const [left, right] = several.map((item) => plainly(scope, item));
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::And':
      return several.every((item) => truth(scope, item));
    case 'Fn::Or':
      return several.some((item) => truth(scope, item));
    case 'Fn::Not':
      return several.length === 1 && !truth(scope, several[0] ?? null);
    case 'Condition':
      return conditionHolds(scope, String(argument));
    default:
      return fail(scope, `a condition can't be ${name}`);
  }
}

function ref(scope: Scope, name: string): Json | typeof ABSENT {
  if (name === 'AWS::NoValue') return ABSENT;
  return (
    scope.parameter(name) ?? scope.resource(name)?.ref ?? fail(scope, `Ref to ${name}: no such parameter or resource`)
  );
}

function attributeOf(scope: Scope, path: string): string {
  const dot = path.indexOf('.');
  const logicalId = path.slice(0, dot);
  const attribute = path.slice(dot + 1);
  const resource = scope.resource(logicalId) ?? fail(scope, `Fn::GetAtt of ${logicalId}: no such resource`);
  return resource.attributes[attribute] ?? fail(scope, `${logicalId} has no attribute ${attribute} locally`);
}

function substitute(scope: Scope, argument: Json): string {
  const [template, own] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument, {}];
  const variables = (own ?? {}) as JsonObject;
  return text(template ?? '').replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const variable = variables[name.trim()];
    if (variable !== undefined) return text(plainly(scope, variable));
    return name.includes('.') ? attributeOf(scope, name.trim()) : text(plainly(scope, { Ref: name.trim() }));
  });
}

function plainly(scope: Scope, value: Json): Json {
  const resolved = visit(scope, value);
  return resolved === ABSENT ? fail(scope, 'AWS::NoValue can not stand here') : resolved;
}

function list(scope: Scope, argument: Json): readonly Json[] {
  const resolved = plainly(scope, argument);
  return Array.isArray(resolved)
    ? (resolved as readonly Json[])
    : fail(scope, `${JSON.stringify(argument)} is no list`);
}

function strings(items: Json | undefined): readonly string[] {
  return Array.isArray(items) ? (items as readonly Json[]).map(text) : [text(items ?? '')];
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${JSON.stringify(value)} is no text`);
}

function fail(scope: Scope, message: string): never {
  throw new Error(`${scope.stackName}: ${message}`);
}
