import type { Json, JsonObject, Stack } from './assembly.ts';
import { ACCOUNT_ID, type Identity, PARTITION, REGION, RESOURCE_TYPES, URL_SUFFIX } from './identity.ts';
import { conditionHolds, resolve, type Scope } from './intrinsics.ts';

export type Resource = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly identity: Identity;
  /** Resolved: no intrinsic function is left in it. */
  readonly properties: JsonObject;
  readonly assetDirectory: (s3Key: string) => string;
};

export type Model = {
  readonly resources: readonly Resource[];
  /** Outputs by stack name, then logical id. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/**
 * Every resource of the stacks with its names and its resolved properties. Throws with logical id and type on a resource type that is
 * not listed, and on a parameter without a value.
 */
export function resolveStacks(
  stacks: readonly Stack[],
  options: { endpoint: string; parameters: Readonly<Record<string, string>> },
): Model {
  const refused = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, resource]) => RESOURCE_TYPES[resource.Type] === undefined)
      .map(([logicalId, resource]) => `${stack.name}/${logicalId} (${resource.Type})`),
  );
  if (refused.length > 0) throw new Error(`the local stack knows no such resource: ${refused.join(', ')}`);
  refuseUnknownParameters(stacks, options.parameters);
  const exports = new Map<string, Json>();
  const outputs: Record<string, Record<string, string>> = {};
  const resources: Resource[] = [];
  for (const stack of stacks) {
    const scope = createScope(stack, options, exports);
    for (const [logicalId, { Type: type, Condition: condition, Properties: properties }] of Object.entries(
      stack.template.Resources,
    )) {
      if (condition !== undefined && !conditionHolds(scope, condition)) continue;
      try {
        const identity = scope.resource(logicalId);
        if (identity === undefined) throw new Error('has no identity');
        const resolved = (resolve(scope, properties ?? {}) ?? {}) as JsonObject;
        resources.push({
          stackName: stack.name,
          logicalId,
          type,
          identity,
          properties: resolved,
          assetDirectory: stack.assetDirectory,
        });
      } catch (error) {
        throw new Error(`${stack.name}/${logicalId} (${type}): ${(error as Error).message}`, { cause: error });
      }
    }
    outputs[stack.name] = resolveOutputs(stack, scope, exports);
  }
  return { resources, outputs };
}

function refuseUnknownParameters(stacks: readonly Stack[], parameters: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(parameters)) {
    if (!stacks.some((stack) => stack.template.Parameters?.[name] !== undefined))
      throw new Error(`no stack has a parameter ${name}`);
  }
}

function createScope(
  stack: Stack,
  options: { endpoint: string; parameters: Readonly<Record<string, string>> },
  exports: ReadonlyMap<string, Json>,
): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': PARTITION,
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::URLSuffix': URL_SUFFIX,
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:${PARTITION}:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stack.name}/local`,
  };
  const identities = new Map<string, Identity | 'underway'>();
  const scope: Scope = {
    stackName: stack.name,
    template: stack.template,
    exported: (name) => exports.get(name),
    parameter(name) {
      const declared = stack.template.Parameters?.[name];
      if (declared === undefined) return pseudo[name];
      const value = options.parameters[name] ?? declared.Default;
      if (value === undefined) throw new Error(`parameter ${name} of ${stack.name} has neither a value nor a default`);
      return value;
    },
    resource(logicalId) {
      const known = identities.get(logicalId);
      if (known === 'underway') throw new Error(`${stack.name}/${logicalId} is named after itself`);
      const resource = stack.template.Resources[logicalId];
      const identify = resource === undefined ? undefined : RESOURCE_TYPES[resource.Type];
      if (known !== undefined || resource === undefined || identify === undefined) return known;
      identities.set(logicalId, 'underway');
      const identity = identify({
        stackName: stack.name,
        logicalId,
        endpoint: options.endpoint,
        property: (name) => resolve(scope, resource.Properties?.[name]),
      });
      identities.set(logicalId, identity);
      return identity;
    },
  };
  return scope;
}

function resolveOutputs(stack: Stack, scope: Scope, exports: Map<string, Json>): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
    if (output.Condition !== undefined && !conditionHolds(scope, output.Condition)) continue;
    const value = resolve(scope, output.Value) ?? '';
    outputs[name] = typeof value === 'string' ? value : JSON.stringify(value);
    if (output.Export !== undefined) exports.set(String(resolve(scope, output.Export.Name)), value);
  }
  return outputs;
}
