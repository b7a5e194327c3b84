import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { isPlainCoding } from '../contract/content-coding.ts';
import { type PartnerReply, WireError } from '../contract/exchange.ts';
import { projectError } from './error-projection.ts';

/** A complete HTTP response as it left the wire: framing judged, content not yet looked at. */
export interface RawReply {
  readonly status: number;
  /** As the HTTP library gives them: lower-case names, a list for a repeated header. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
}

type Decoder = (bytes: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** The content codings of RFC 9110, 8.4.1 that we undo; we ask for `identity` all the same. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Turns a complete response into a {@link PartnerReply}: header names in lower case, repeated ones
 * joined with `, `, the body undone of its content coding and decoded as UTF-8 with nothing
 * stripped, so that a signature over the body can be verified.
 *
 * The decoded body is bounded by `bodyBytesMax` as well: a few kilobytes of gzip can hold
 * gigabytes. Rejects with a {@link WireError} of phase `body` when the coding is unknown
 * (`ENCODING_UNKNOWN`), truncated, corrupt or too large: the partner answered something, so the
 * money is in doubt.
 */
export async function readReply(raw: RawReply, bodyBytesMax: number): Promise<PartnerReply> {
  const headers = joinHeaders(raw.headers);
  const bytes = await decode(raw, headers['content-encoding'], bodyBytesMax);
  return { status: raw.status, headers, body: bytes.toString('utf8') };
}

async function decode(raw: RawReply, encoding: string | undefined, bodyBytesMax: number) {
  if (isPlainCoding(encoding) || raw.bytes.length === 0) return raw.bytes;
  const decoder = DECODERS.get(encoding?.trim().toLowerCase() ?? '');
  if (decoder === undefined) {
    throw new WireError('body', 'ENCODING_UNKNOWN', { status: raw.status });
  }
  try {
    return await decoder(raw.bytes, { maxOutputLength: bodyBytesMax });
  } catch (error) {
    const cause = projectError(error);
    throw new WireError('body', cause.code, { status: raw.status, cause });
  }
}

function joinHeaders(headers: RawReply['headers']): Record<string, string> {
  const joined: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    joined.push([name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]);
  }
  return Object.fromEntries(joined);
}
