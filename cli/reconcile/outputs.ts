import { Writable } from 'node:stream';
import { WritableStream } from 'node:stream/web';
import { maskLine } from '../../core/mask.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { createOutput, type OutputFile } from '../check/outputs.ts';
import type { ReconcileOptions } from './options.ts';
import { reportSource } from './report-source.ts';
import type { Reconciled } from './run.ts';

/** Writes what was asked for; each file appears under its name when it is complete. Throws CliError. */
export async function writeOutputs(result: Reconciled, asOf: string, options: ReconcileOptions): Promise<void> {
  const masked = options.unmask !== true;
  const { report, html, discrepancies } = options;
  if (discrepancies !== undefined) await withOutput(discrepancies, (output) => writeLines(result, masked, output));
  const source = reportSource(result, asOf, masked);
  if (report !== undefined) {
    const { writeReconciliationWorkbook } = await import('../../adapters/reports/xlsx.ts');
    await withOutput(report, (output) => writeReconciliationWorkbook(source, streamTo(output)));
  }
  if (html !== undefined) {
    const { writeReconciliationPage } = await import('../../adapters/reports/html.ts');
    await withOutput(html, (output) => writeReconciliationPage(source, streamTo(output)));
  }
}

async function writeLines({ lines }: Reconciled, masked: boolean, output: OutputFile): Promise<void> {
  let pending = '';
  for await (const line of lines()) {
    pending += `${JSON.stringify(inContractOrder(masked ? maskLine(line) : line))}\n`;
    if (pending.length < LINES_CHARS) continue;
    await output.write(Buffer.from(pending));
    pending = '';
  }
  await output.write(Buffer.from(pending));
}

const LINES_CHARS = 256 * 1024;

function inContractOrder({ code, recordKey, programme, city, province, differs }: DiscrepancyLine): DiscrepancyLine {
  return { code, recordKey, programme, city, province, differs };
}

async function withOutput(path: string, write: (output: OutputFile) => Promise<void>): Promise<void> {
  const output = await createOutput(path);
  try {
    await write(output);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await output.complete();
}

function streamTo(output: OutputFile): Writable {
  return Writable.fromWeb(new WritableStream<Uint8Array>({ write: (bytes) => output.write(bytes) }));
}
