import type { Draft } from './record-rules.ts';

/**
 * Fields a wire form never says because they are always the same there; `undefined` stands for an optional field that
 * none of its records has.
 */
export type Constants<C> = { readonly [K in keyof C]?: C[K] | undefined };

/** Fills a draft with what its wire never says. */
export function addConstants<C extends object>(draft: Draft<C>, constants: Constants<C>): void {
  for (const [field, value] of Object.entries(constants)) if (value !== undefined) Reflect.set(draft, field, value);
}

/** The constants this record differs from: fields whose value the wire can't say. */
export function uncarriedConstants<C extends object>(record: C, constants: Constants<C>): readonly string[] {
  return Object.entries(constants)
    .filter(([field, value]) => JSON.stringify(Reflect.get(record, field)) !== JSON.stringify(value))
    .map(([field]) => field);
}
