#!/usr/bin/env node
// Plain JavaScript that any Node from 20 on can run: it hands over to the project's own Node 24, which runs TypeScript as it is.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN_NODE_MAJOR = 24;
const entry = new URL('../bridge.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= OWN_NODE_MAJOR) {
  process.argv[1] = fileURLToPath(entry);
  await import(entry.href);
} else {
  const child = spawn(ownNode(), [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    // Ctrl-C at a terminal reaches the child by itself; passed on once more it would count as a second Ctrl-C.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    process.stderr.write(`error: cannot start the project's Node ${OWN_NODE_MAJOR}; run npm ci (${error.message})\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

function ownNode() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  } catch {
    return `node ${OWN_NODE_MAJOR}`;
  }
}
