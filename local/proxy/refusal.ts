import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Answers with an error in the shape AWS's SDKs understand: JSON protocols by `__type`, S3 by XML. */
export function refuse(
  response: ServerResponse,
  style: 'json' | 'xml',
  status: number,
  code: string,
  message: string,
): void {
  const requestId = randomUUID();
  // A body still coming is read and dropped, so that the caller gets to see the answer.
  response.req.resume();
  if (style === 'xml') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escape(code)}</Code><Message>${escape(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    response
      .writeHead(status, {
        'content-type': 'application/xml',
        'content-length': Buffer.byteLength(body),
        'x-amz-request-id': requestId,
      })
      .end(body);
    return;
  }
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message, Message: message });
  response
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
    })
    .end(body);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
