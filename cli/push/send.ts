import { openAsBlob } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchLine } from '../batch-table.ts';
import { CliError } from '../cli-error.ts';
import type { PartnerApi } from '../partner-api.ts';
import type { PushManifest } from './manifest.ts';

/** A batch as `GET /v1/batches/{id}` shows it. */
export interface BatchView extends BatchLine {
  readonly system: string;
  readonly fileName: string;
  readonly state: 'AWAITING_UPLOAD' | 'PROCESSING' | 'SETTLED' | 'HELD' | 'REFUSED';
}

const POLL_MS = 500;

/** Announces the batch and uploads its file; answers the batch's id. */
export async function sendFile(api: PartnerApi, manifest: PushManifest, path: string): Promise<string> {
  const { batchId, upload } = (await api.post('/batches', manifest)) as {
    batchId: string;
    upload: { url: string; headers: Record<string, string> };
  };
  const answer = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: await openAsBlob(path) });
  if (answer.ok) return batchId;
  throw new CliError(
    'push.upload-failed',
    { zh: `上传失败，存储答复 ${answer.status}`, en: `the upload failed, storage answered ${answer.status}` },
    { zh: '重新运行同一条命令。', en: 'Run the same command again.' },
  );
}

/** Waits until every row has come to rest. */
export async function waitUntilSettled(
  api: PartnerApi,
  batchId: string,
  onProgress: (rows: number) => void,
): Promise<BatchView> {
  for (;;) {
    const view = (await api.get(`/batches/${batchId}`)) as BatchView;
    onProgress(view.received - view.pending);
    if (view.state === 'SETTLED' || view.state === 'HELD' || view.state === 'REFUSED') return view;
    await pause(POLL_MS);
  }
}
