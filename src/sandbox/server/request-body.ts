import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body as UTF-8 text; `null` when it is longer than `bytesMax`.
 *
 * The rest of an oversized body is read and thrown away, so that the refusal can still be answered
 * on the same connection. Rejects when the client leaves before it has sent everything.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let chunks: Uint8Array[] = [];
    let bytes = 0;
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}
