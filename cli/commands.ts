import type { BridgeCommand } from './command.ts';
import { checkCommand } from './commands/check.ts';
import { idCommand } from './commands/id.ts';
import { importSettledCommand } from './commands/import-settled.ts';
import { pushCommand } from './commands/push.ts';
import { showCommand } from './commands/show.ts';
import { statementCommand } from './commands/statement.ts';
import { statusCommand } from './commands/status.ts';
import { systemsCommand } from './commands/systems.ts';
import { translateCommand } from './commands/translate.ts';
import { upCommand } from './commands/up.ts';
import { webhookCommand } from './commands/webhook.ts';

/** Every subcommand of `bridge`, in the order of its help. A new one is its file and one line here. */
export const commands: readonly BridgeCommand[] = [
  upCommand,
  checkCommand,
  translateCommand,
  pushCommand,
  importSettledCommand,
  statusCommand,
  showCommand,
  statementCommand,
  idCommand,
  webhookCommand,
  systemsCommand,
];
