const CRLF = 0x0a;
const CHUNK_HEADER_BYTES_MAX = 4096;

/**
 * Takes the framing off an `aws-chunked` body (SigV4 "Transferring payload in multiple chunks"): `<hex size>[;chunk-signature=…]\r\n`,
 * the bytes, `\r\n`, until a chunk of size 0; trailers after it are dropped. Throws on a malformed frame or a body cut short.
 */
export async function* decodeAwsChunked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let header = '';
  let left = 0;
  let separator = 0;
  let done = false;
  for await (const piece of source) {
    let at = 0;
    while (at < piece.length && !done) {
      if (left > 0) {
        const bytes = piece.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        if (left === 0) separator = 2;
        yield bytes;
      } else if (separator > 0) {
        separator -= 1;
        at += 1;
      } else {
        const end = piece.indexOf(CRLF, at);
        header += piece.subarray(at, end === -1 ? piece.length : end + 1).toString('latin1');
        if (header.length > CHUNK_HEADER_BYTES_MAX) throw new Error('aws-chunked: chunk header too long');
        at = end === -1 ? piece.length : end + 1;
        if (end !== -1) {
          left = chunkSize(header);
          header = '';
          done = left === 0;
        }
      }
    }
  }
  if (!done) throw new Error('aws-chunked: body cut short');
}

function chunkSize(header: string): number {
  const match = /^([0-9a-fA-F]{1,8})(;[^\r\n]*)?\r\n$/.exec(header);
  if (match === null) throw new Error('aws-chunked: malformed chunk header');
  return Number.parseInt(String(match[1]), 16);
}
