import { AnswerMalformed, ConnectionLost, NeverReached, TimedOut } from '../../../adapters/http/http-error.ts';
import { createQueue } from '../../../adapters/queue/queue.ts';
import { createSecrets } from '../../../adapters/secrets/secrets.ts';
import { createVault } from '../../../adapters/vault/vault.ts';
import { handlerOf as batches } from '../../../functions/batches/handle.ts';
import { createGate } from '../../../functions/deliver/gate.ts';
import { handlerOf as deliver } from '../../../functions/deliver/handle.ts';
import { handlerOf as ingest } from '../../../functions/ingest/handle.ts';
import { handlerOf as sweep } from '../../../functions/sweep/handle.ts';
import { handlerOf as translate } from '../../../functions/translate/handle.ts';
import { handlerOf as webhook } from '../../../functions/webhook/handle.ts';

/**
 * The production code as the simulation runs it, in one place: a variant of it, with a bug planted or a limit changed, is this module
 * bundled anew. What the kernel itself throws into that code comes from here too, or it would be another class.
 */
export const code = {
  AnswerMalformed,
  ConnectionLost,
  NeverReached,
  TimedOut,
  batches,
  createGate,
  createQueue,
  createSecrets,
  createVault,
  deliver,
  ingest,
  sweep,
  translate,
  webhook,
};

export type Code = typeof code;
