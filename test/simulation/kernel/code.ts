/**
 * The production code as the simulation runs it, in one place: a variant of it, with a bug planted or a limit changed, is this module
 * bundled anew. What the kernel itself throws into that code comes from here too, or it would be another class.
 */
export { handlerOf as batches } from '../../../functions/batches/handle.ts';
export { handlerOf as deliver } from '../../../functions/deliver/handle.ts';
export { createGate } from '../../../functions/deliver/gate.ts';
export { handlerOf as ingest } from '../../../functions/ingest/handle.ts';
export { handlerOf as sweep } from '../../../functions/sweep/handle.ts';
export { handlerOf as translate } from '../../../functions/translate/handle.ts';
export { handlerOf as webhook } from '../../../functions/webhook/handle.ts';
export { AnswerMalformed, ConnectionLost, NeverReached, TimedOut } from '../../../adapters/http/http-error.ts';
export { createQueue } from '../../../adapters/queue/queue.ts';
export { createSecrets } from '../../../adapters/secrets/secrets.ts';
export { createVault } from '../../../adapters/vault/vault.ts';
