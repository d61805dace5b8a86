/** A command of the SDK, as `client.send` takes it: its class names the call. */
export interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** What a model can't answer must end the run, never be guessed. */
export function notModelled(what: string): Error {
  return new Error(`not modelled: ${what}`);
}

/** The function that answers a command, of those a model has. */
export function answering(answers: object): (command: Command) => object {
  const byName = new Map(Object.entries(answers) as [string, (input: object) => object][]);
  return (command) => {
    const call = command.constructor.name.replace(/Command$/, '');
    const answer = byName.get(call);
    if (answer === undefined) throw notModelled(call);
    return answer(command.input);
  };
}

/** Throws on a member of the input that the model would have to heed and doesn't. */
export function onlyKnown(call: string, input: object, known: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && !known.has(name)) throw notModelled(`${call} with ${name}`);
}
