import type { Person } from './people.ts';

/** A personal value planted in a sample night; `name` says whose and what, without repeating it. */
export interface Canary {
  readonly what: 'name' | 'idNumber' | 'mobile' | 'accountNo';
  readonly value: string;
}

/** Names shorter than this appear in ordinary Chinese text by chance, so finding one proves nothing. */
const NAME_LENGTH_MIN = 3;

export function canariesOf(people: readonly Person[]): readonly Canary[] {
  return people.flatMap((person) => [
    ...([...person.name].length >= NAME_LENGTH_MIN ? [{ what: 'name' as const, value: person.name }] : []),
    { what: 'idNumber' as const, value: person.idNumber },
    { what: 'mobile' as const, value: person.mobile },
    { what: 'accountNo' as const, value: person.accountNo },
  ]);
}
