import type { BridgeCommand } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { discrepanciesCommand } from './commands/discrepancies.ts';
import { failuresCommand } from './commands/failures.ts';
import { idCommand } from './commands/id.ts';
import { importSettledCommand } from './commands/import-settled.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { openapiCommand } from './commands/openapi.ts';
import { proofCommand } from './commands/proof.ts';
import { pushCommand } from './commands/push.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { reconciliationsCommand } from './commands/reconciliations.ts';
import { replayCommand } from './commands/replay.ts';
import { showCommand } from './commands/show.ts';
import { statementCommand } from './commands/statement.ts';
import { statusCommand } from './commands/status.ts';
import { systemsCommand } from './commands/systems.ts';
import { tenantCommand } from './commands/tenant.ts';
import { translateCommand } from './commands/translate.ts';
import { upCommand } from './commands/up.ts';
import { webhookCommand } from './commands/webhook.ts';

/** Every subcommand of `bridge`, in the order of its help. A new one is its file and one line here. */
export const commands: readonly BridgeCommand[] = [
  upCommand,
  loginCommand,
  logoutCommand,
  checkCommand,
  translateCommand,
  reconcileCommand,
  pushCommand,
  importSettledCommand,
  statusCommand,
  failuresCommand,
  showCommand,
  reconciliationsCommand,
  discrepanciesCommand,
  replayCommand,
  statementCommand,
  proofCommand,
  auditCommand,
  tenantCommand,
  idCommand,
  webhookCommand,
  openapiCommand,
  completionCommand,
  systemsCommand,
];
