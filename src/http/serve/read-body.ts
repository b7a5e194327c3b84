import type { IncomingMessage } from 'node:http';

import { isPlainCoding } from '../../contract/content-coding.ts';
import { Problem } from '../problems/problem.ts';

/** How many times its limit a body is read and thrown away, so that the 413 gets through. */
const DRAIN_FACTOR = 16;

/** The client went away before its request was complete. Nobody is left to be answered. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/**
 * Collects a request's body, of at most `bytesMax` bytes.
 *
 * Throws a `Problem`: 413 when there is more, 415 when it is compressed (we would have to unpack
 * it to know its size). Throws {@link RequestAborted} when the client leaves. Memory is bounded
 * by the limit; what is beyond is read and dropped for a while, because closing a socket with
 * unread data resets it and the client would never see why.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (!isPlainCoding(request.headers['content-encoding'])) {
    const detail = 'Send the body uncompressed, without a Content-Encoding.';
    return Promise.reject(new Problem('unsupported_media_type', { detail }));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;

    const settle = (act: () => void) => {
      request.off('data', take).off('end', finish).off('error', leave).off('close', leave);
      act();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > bytesMax * DRAIN_FACTOR) settle(() => reject(tooLarge(bytesMax)));
    };
    const finish = () =>
      settle(() =>
        bytes > bytesMax ? reject(tooLarge(bytesMax)) : resolve(Buffer.concat(chunks)),
      );
    const leave = () => settle(() => reject(new RequestAborted('the client left')));

    if (request.destroyed) leave();
    else request.on('data', take).on('end', finish).on('error', leave).on('close', leave);
  });
}

function tooLarge(bytesMax: number): Problem {
  return new Problem('body_too_large', {
    detail: `A body here has at most ${bytesMax / 1024} KiB; nothing was stored.`,
    // The rest of the body may still be on its way; this connection is of no further use.
    headers: { Connection: 'close' },
  });
}
