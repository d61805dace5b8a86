import type * as z from 'zod';
import type { ProblemCode } from '../problem.ts';
import type { Role } from './roles.ts';

/** One route of the API, told once. */
export interface Route {
  /** What a program calls it: `listFailures`. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** Below `/v1`, as API Gateway writes it: `/replays/{id}/approval`. */
  readonly path: string;
  readonly summary: { readonly zh: string; readonly en: string };
  /** Conditions and cursor; absent where it takes none. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** By status, what a success answers with. Every refusal is a problem document (RFC 9457). */
  readonly answers: Readonly<Partial<Record<200 | 201 | 202, z.ZodType>>>;
  /** Media types a 200 comes in besides JSON, where it is a file. */
  readonly files?: readonly string[];
  /** By status, the codes it refuses with besides those every route may: 400 of its query, 401, 403 and 500. */
  readonly refusals?: Readonly<Partial<Record<RefusalStatus, readonly ProblemCode[]>>>;
}

/**
 * One route of the operators' API: the gateway's route, who may call it, the description other programs read, and the client they use
 * all come from here.
 */
export interface Operation extends Route {
  /** Whoever has one of these may call it; nobody else. */
  readonly roles: readonly Role[];
}

/** A route of the cities and the province: who calls it, by which credential. */
export interface PartnerRoute extends Route {
  /** `partner`: a city, about its own tenant alone; `province`: 粤工惠; `anyone`: without a credential. */
  readonly caller: 'partner' | 'province' | 'anyone';
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 503;
