import type { ReplayRequest } from '../../schemas/api/replays.ts';
import type { Plan } from '../../core/replay/plan.ts';
import { requestObject } from '../../core/replay/objects.ts';
import type { Replaying } from './environment.ts';

/** What was asked for, as the operator wrote it: sealed, for edits are values. */
export async function readRequest({ vault }: Pick<Replaying, 'vault'>, { replayId }: Plan): Promise<ReplayRequest> {
  const { frame } = await vault.readFirst(requestObject(replayId));
  return JSON.parse(Buffer.from(frame).toString('utf8')) as ReplayRequest;
}
