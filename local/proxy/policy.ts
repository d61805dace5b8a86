import type { Json, JsonObject } from '../template/assembly.ts';

export type PolicyDocument = { readonly name: string; readonly document: Json };

/** One action on one resource, as a statement of a role's policy spells it (both may hold `*` and `?`). */
export type Grant = { readonly policy: string; readonly action: string; readonly resource: string };

export type Access = { readonly action: string; readonly resource: string };

export type Policies = {
  readonly grants: readonly Grant[];
  /** The grants that allow the access (none if it is denied, whatever the reason). */
  readonly allowing: (access: Access) => readonly Grant[];
};

type Rule = { readonly grant: Grant; readonly action: RegExp; readonly resource: RegExp };

/** Reads identity policies as IAM does: explicit deny before allow, deny by default. Throws on what can't be judged here: Condition, NotAction, NotResource, principals. */
export function compilePolicies(documents: readonly PolicyDocument[]): Policies {
  const allows: Rule[] = [];
  const denies: Rule[] = [];
  for (const { name, document } of documents) {
    for (const statement of many((document as JsonObject)['Statement'] ?? []) as readonly JsonObject[]) {
      for (const key of ['Condition', 'NotAction', 'NotResource', 'Principal']) {
        if (statement[key] !== undefined) throw new Error(`policy ${name}: ${key} is not supported locally`);
      }
      const target = statement['Effect'] === 'Deny' ? denies : allows;
      for (const action of many(statement['Action'] ?? [])) {
        for (const resource of many(statement['Resource'] ?? [])) {
          const grant = { policy: name, action: String(action), resource: String(resource) };
          target.push({ grant, action: pattern(grant.action, 'i'), resource: pattern(grant.resource, '') });
        }
      }
    }
  }
  const matches = (rule: Rule, access: Access): boolean =>
    rule.action.test(access.action) && rule.resource.test(access.resource);
  return {
    grants: allows.map((rule) => rule.grant),
    allowing(access) {
      if (denies.some((rule) => matches(rule, access))) return [];
      return allows.filter((rule) => matches(rule, access)).map((rule) => rule.grant);
    },
  };
}

function many(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function pattern(glob: string, flags: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `${flags}s`);
}
