import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** The parts of oidc-provider used here; the package brings no types. */
const require = createRequire(import.meta.url);

export const { Provider, interactionPolicy } = require('oidc-provider') as {
  readonly Provider: new (issuer: string, configuration: object) => OidcProvider;
  /** What a person is asked before a code is given: `login`, then `consent`. */
  readonly interactionPolicy: { base(): { remove(prompt: string): void } };
};

export interface OidcProvider {
  readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => Grant;
  callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Throws where the request brings no cookie of a login under way. */
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  on(event: 'server_error', listener: (context: unknown, error: Error) => void): void;
}

export interface Interaction {
  readonly uid: string;
  readonly prompt: { readonly name: string };
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Grant {
  addOIDCScope(scope: string): void;
  addResourceScope(resource: string, scope: string): void;
  save(): Promise<string>;
}

/** What the configuration's functions are told of a request. */
export interface Context {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
    readonly provider: OidcProvider;
  };
}
