import type * as z from 'zod';

/** Names of the conditions that are not as agreed, or that nobody knows; never a value. */
export function conditionsOf({ issues }: z.ZodError): string {
  const names = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map(named) : [issue.path.join('.')],
  );
  return [...new Set(names)].join(', ');
}

/** What somebody wrote in place of a name may be anything, a person's number too. */
function named(key: string): string {
  return /^[A-Za-z]{1,20}$/.test(key) ? key : '?';
}
