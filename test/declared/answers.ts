import { isDeepStrictEqual } from 'node:util';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { describedRoutes, openApiText } from '../../cli/openapi/document.ts';
import { type Handler, handlers } from '../../functions/operators/handlers.ts';
import { operations } from '../../schemas/api/operations.ts';

/** An answer of the API as a test saw it. */
export interface Answered {
  readonly method: string;
  /** As the gateway names it, `/batches/{id}`, or as it was called. */
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly allOf?: readonly Coded[] } }>>;
}
interface Coded {
  readonly properties?: { readonly code?: { readonly enum?: readonly string[] } };
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

let read: Document | undefined;
const document = (): Document => (read ??= JSON.parse(openApiText()) as Document);

/** What of an answer is not as the API's own description says; nothing where all of it is. */
export function undeclared({ method, path, status, type, body }: Answered): readonly string[] {
  const route = routeOf(method, path);
  if (route === undefined) return [`${method} ${path} is not described`];
  const name = `${method} ${route.path} ${status}`;
  const media = type.split(';')[0] ?? '';
  const response = responseTo(method, route.path, status);
  if (response === undefined) return [`${name} is not described: ${body.slice(0, 200)}`];
  if (!Object.hasOwn(response.content ?? {}, media)) return [`${name} comes as ${media}`];
  if (media === 'application/problem+json') {
    const { code = '' } = JSON.parse(body) as { readonly code?: string };
    return codesOf(response).includes(code) ? [] : [`${name} refuses with ${code}, of which nothing is said`];
  }
  if (media !== 'application/json') return [];
  const said: unknown = JSON.parse(body);
  const schema = route.answers[status as keyof typeof route.answers];
  const parsed = schema?.safeParse(said);
  if (parsed?.success !== true)
    return [`${name}: ${parsed?.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`];
  return isDeepStrictEqual(parsed.data, said)
    ? []
    : [`${name} has members of which nothing is said: ${surplus(said, parsed.data).join(', ')}`];
}

/** The function, failing where it answers what is not described. */
export function declared(
  handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>,
): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => ofWhatIsDeclared(event.httpMethod, event.resource, await handler(event));
}

/** One operation's handler, failing where it answers what is not described of the operation. */
export function declaredOf(handler: Handler): Handler {
  const id = Object.entries(handlers).find(([, each]) => each === handler)?.[0];
  const operation = operations.find((each) => each.id === id);
  if (operation === undefined) throw new Error('the handler is no operation’s');
  return async (operating, request) =>
    ofWhatIsDeclared(operation.method, operation.path, await handler(operating, request));
}

function ofWhatIsDeclared(method: string, path: string, answer: APIGatewayProxyResult): APIGatewayProxyResult {
  const { statusCode: status, headers = {}, body, isBase64Encoded = false } = answer;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  const complaints = undeclared({ method, path, status, type: String(headers['content-type']), body: text });
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return answer;
}

/** Whether the description knows the route at all. */
export function isDescribed(method: string, path: string): boolean {
  return routeOf(method, path) !== undefined;
}

function routeOf(method: string, path: string): (typeof describedRoutes)[number] | undefined {
  return describedRoutes.find((each) => each.method === method && matcher(each.path).test(path));
}

function matcher(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function responseTo(method: string, path: string, status: number): Response | undefined {
  const { paths, components } = document();
  const found = paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  const name = found?.$ref?.split('/').at(-1);
  return name === undefined ? found : components.responses[name];
}

function codesOf({ content = {} }: Response): readonly string[] {
  const parts = content['application/problem+json']?.schema?.allOf ?? [];
  return parts.flatMap(({ properties }) => properties?.code?.enum ?? []);
}

/** Where one has more than the other. */
function surplus(said: unknown, known: unknown, at = ''): readonly string[] {
  if (typeof said !== 'object' || said === null || typeof known !== 'object' || known === null)
    return isDeepStrictEqual(said, known) ? [] : [at];
  return Object.entries(said).flatMap(([key, value]) =>
    Object.hasOwn(known, key)
      ? surplus(value, (known as Record<string, unknown>)[key], `${at}.${key}`)
      : [`${at}.${key}`],
  );
}
