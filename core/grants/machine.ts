/** A state machine as data: from each state of it, the states that may come next. What is not listed does not happen. */
export type Machine<State extends string> = { readonly [S in State]?: readonly State[] };

/**
 * Whether `to` may be the next thing heard after `from`: it is the same, or any number of steps leads there, for a nightly
 * batch shows a record once a day and may skip what lay between. A state the machine does not have is never reached.
 */
export function canReach<State extends string>(machine: Machine<State>, from: State, to: State): boolean {
  if (machine[from] === undefined || machine[to] === undefined) return false;
  const seen = new Set<State>([from]);
  for (const state of seen) for (const next of machine[state] ?? []) seen.add(next);
  return seen.has(to);
}

/** The states of a machine, in its order. */
export function statesOf<State extends string>(machine: Machine<State>): readonly State[] {
  return Object.keys(machine) as State[];
}
