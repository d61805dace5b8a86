import type { Random } from '../../../local/nights/random.ts';
import type { Command, Service } from './aws-clients.ts';

/** Carries out some of the entries of a call and says of the others that they have to come again; `null` for a call without entries. */
export function partOf(command: Command, service: Service, random: Random): object | null {
  switch (command.constructor.name) {
    case 'BatchExecuteStatementCommand':
      return someStatements(command, service, random);
    case 'BatchGetItemCommand':
      return someKeys(command, service, random);
    case 'SendMessageBatchCommand':
      return someMessages(command, service, random);
    default:
      return null;
  }
}

function someStatements({ input, constructor }: Command, service: Service, random: Random): object {
  const { Statements } = input as { Statements: readonly object[] };
  const taken = Statements.map(() => random.next() < 0.5);
  const some = Statements.filter((_, index) => taken[index]);
  const answers = some.length === 0 ? [] : responsesOf(service.handle({ constructor, input: { Statements: some } }));
  const left = answers.values();
  return {
    Responses: taken.map((was) => (was ? left.next().value : { Error: { Code: 'ThrottlingError' } })),
  };
}

function responsesOf(answer: object): readonly object[] {
  return (answer as { Responses: readonly object[] }).Responses;
}

function someKeys({ input, constructor }: Command, service: Service, random: Random): object {
  const { RequestItems } = input as {
    RequestItems: Readonly<Record<string, { readonly Keys: readonly object[] }>>;
  };
  const [[name, request] = ['', { Keys: [] }]] = Object.entries(RequestItems);
  const unread = new Set(request.Keys.filter(() => random.next() < 0.5));
  const read = request.Keys.filter((key) => !unread.has(key));
  const UnprocessedKeys = unread.size === 0 ? {} : { [name]: { ...request, Keys: [...unread] } };
  if (read.length === 0) return { Responses: {}, UnprocessedKeys };
  const answer = service.handle({ constructor, input: { RequestItems: { [name]: { ...request, Keys: read } } } });
  return { ...answer, UnprocessedKeys };
}

function someMessages({ input, constructor }: Command, service: Service, random: Random): object {
  const { Entries } = input as { Entries: readonly { readonly Id: string }[] };
  const refused = new Set(Entries.filter(() => random.next() < 0.5));
  const sent = Entries.filter((entry) => !refused.has(entry));
  const answer = sent.length === 0 ? {} : service.handle({ constructor, input: { ...input, Entries: sent } });
  const Failed = [...refused].map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
  return { ...answer, Failed };
}
