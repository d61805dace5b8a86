import type { JsonObject } from '../template/assembly.ts';
import type { Resource } from '../template/model.ts';

export type Route = {
  readonly apiId: string;
  readonly stage: string;
  readonly method: string;
  readonly resource: string;
  readonly resourceId: string;
  readonly segments: readonly string[];
  readonly integration: Integration;
};

export type Integration =
  | { readonly kind: 'function'; readonly functionArn: string; readonly timeoutMs: number; readonly binary: boolean }
  | { readonly kind: 'mock'; readonly status: number; readonly headers: Readonly<Record<string, string>> };

export type Match = { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> | null };

const TIMEOUT_MS_MAX = 29_000;

/** The routes of the template's REST APIs, by their stages. Throws on an integration or authorisation it can't play. */
export function routesOf(resources: readonly Resource[]): readonly Route[] {
  const ofType = (type: string): readonly Resource[] =>
    resources.filter((resource) => resource.type === `AWS::ApiGateway::${type}`);
  const parts = new Map(ofType('Resource').map((part) => [part.identity.ref, part]));
  const routes: Route[] = [];
  for (const api of ofType('RestApi')) {
    const binary = ((api.properties['BinaryMediaTypes'] ?? []) as readonly string[]).includes('*/*');
    const rootId = api.identity.attributes['RootResourceId'];
    const pathOf = (id: string): string => {
      if (id === rootId) return '';
      const part = parts.get(id);
      if (part === undefined) throw new Error(`${api.logicalId}: no API resource ${id}`);
      return `${pathOf(String(part.properties['ParentId']))}/${String(part.properties['PathPart'])}`;
    };
    const stages = ofType('Stage').filter((stage) => stage.properties['RestApiId'] === api.identity.ref);
    for (const method of ofType('Method').filter((one) => one.properties['RestApiId'] === api.identity.ref)) {
      const resourceId = String(method.properties['ResourceId']);
      const path = pathOf(resourceId);
      for (const stage of stages) {
        routes.push({
          apiId: api.identity.ref,
          stage: stage.identity.ref,
          method: String(method.properties['HttpMethod']),
          resource: path === '' ? '/' : path,
          resourceId,
          segments: path.split('/').slice(1),
          integration: integrationOf(method, binary),
        });
      }
    }
  }
  return routes;
}

function integrationOf(method: Resource, binary: boolean): Integration {
  const where = `${method.stackName}/${method.logicalId}`;
  const authorization = method.properties['AuthorizationType'] ?? 'NONE';
  if (authorization !== 'NONE' || method.properties['ApiKeyRequired'] === true)
    throw new Error(`${where}: authorisation ${String(authorization)} is not supported locally`);
  const integration = (method.properties['Integration'] ?? {}) as JsonObject;
  if (integration['Type'] === 'AWS_PROXY') {
    const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(String(integration['Uri']))?.[1];
    if (functionArn === undefined) throw new Error(`${where}: ${String(integration['Uri'])} is no Lambda function`);
    return {
      kind: 'function',
      functionArn,
      timeoutMs: Number(integration['TimeoutInMillis'] ?? TIMEOUT_MS_MAX),
      binary,
    };
  }
  if (integration['Type'] === 'MOCK') {
    const [response] = (integration['IntegrationResponses'] ?? [{}]) as readonly JsonObject[];
    const headers = Object.entries((response?.['ResponseParameters'] ?? {}) as JsonObject).map(([name, value]) => [
      name.replace('method.response.header.', ''),
      String(value).replace(/^'|'$/g, ''),
    ]);
    return {
      kind: 'mock',
      status: Number(response?.['StatusCode'] ?? 200),
      headers: Object.fromEntries(headers) as Record<string, string>,
    };
  }
  throw new Error(`${where}: integration ${String(integration['Type'])} is not supported locally`);
}

/** As API Gateway chooses: a literal segment before a parameter before a greedy one, the method before ANY. */
export function matchRoute(routes: readonly Route[], stage: string, method: string, path: string): Match | undefined {
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  let best: { route: Route; parameters: Record<string, string>; rank: string } | undefined;
  for (const route of routes) {
    if (route.stage !== stage || (route.method !== method && route.method !== 'ANY')) continue;
    const parameters = parametersOf(route.segments, segments);
    if (parameters === undefined) continue;
    const rank =
      route.segments.map((segment) => (segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0)).join('') +
      (route.method === 'ANY' ? 1 : 0);
    if (best === undefined || rank < best.rank) best = { route, parameters, rank };
  }
  if (best === undefined) return undefined;
  return { route: best.route, pathParameters: Object.keys(best.parameters).length === 0 ? null : best.parameters };
}

function parametersOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const greedy = pattern.at(-1)?.endsWith('+}') === true;
  if (greedy ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (part.endsWith('+}')) parameters[part.slice(1, -2)] = segments.slice(at).map(decodeURIComponent).join('/');
    else if (part.startsWith('{')) parameters[part.slice(1, -1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}
