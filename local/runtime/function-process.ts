import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromFunction, ToFunction } from './messages.ts';

/**
 * What runs in a function's own process: loads the bundle as Lambda's Node runtime does (`<file>.<export>` in the asset directory) and
 * calls its handler for each message from the stack. The process ends with the stack: when the channel closes.
 */
const [, , directory = '', handlerName = '', functionArn = ''] = process.argv;

process.on('disconnect', () => process.exit(0));

const handler = await loadHandler();
process.on('message', (message: ToFunction) => void run(message));
tell({ kind: 'ready' });

type Handler = (event: unknown, context: object) => unknown;

async function loadHandler(): Promise<Handler> {
  const dot = handlerName.lastIndexOf('.');
  const [file, exported] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  for (const extension of ['.mjs', '.js', '.cjs']) {
    const loaded = await load(pathToFileURL(join(directory, `${file}${extension}`)).href);
    if (loaded === undefined) continue;
    const found = loaded[exported] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[exported];
    if (typeof found !== 'function') throw new Error(`${file}${extension} exports no function ${exported}`);
    return found as Handler;
  }
  throw new Error(`there is no ${file}.mjs, .js or .cjs in the bundle`);
}

async function load(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && (error as { url?: string }).url === url)
      return undefined;
    throw error;
  }
}

async function run({ id, event, deadline }: ToFunction): Promise<void> {
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  const context = {
    awsRequestId: id,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '128',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(event), context);
    tell({ kind: 'result', id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const { name, message, stack } =
      error instanceof Error ? error : { name: 'Error', message: String(error), stack: '' };
    process.stderr.write(`${stack ?? message}\n`);
    tell({ kind: 'error', id, errorType: name, errorMessage: message, trace: stack ?? '' });
  }
}

function tell(message: FromFunction): void {
  if (process.connected) process.send?.(message);
}
