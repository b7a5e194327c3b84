import type { ServerResponse } from 'node:http';

import type { Runtime } from '../../runtime/runtime.ts';
import type { SandboxReply } from '../partners/messages.ts';

/** The longest any reply waits, and the longest a silent connection is kept: ten minutes. */
const HOLD_MS_MAX = 600_000;

/** What a partial reply waits between its last byte and the reset, so that the bytes arrive. */
const PARTIAL_RESET_MS = 20;

/**
 * Puts one reply onto the real socket of `response`, after its `delayMs`.
 *
 * Resolves when the socket has been given everything, or when the client has gone meanwhile; never
 * rejects. A silent connection stays open until the client leaves or `HOLD_MS_MAX` has passed.
 */
export async function sendReply(
  response: ServerResponse,
  reply: SandboxReply,
  runtime: Runtime,
): Promise<void> {
  const delayMs = Math.min(HOLD_MS_MAX, reply.delayMs ?? 0);
  if (delayMs > 0) await pause(response, runtime, delayMs);
  if (response.destroyed) return;
  switch (reply.kind) {
    case 'answer':
      sendAnswer(response, reply);
      return;
    case 'silence':
      await pause(response, runtime, HOLD_MS_MAX);
      response.socket?.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'partial':
      await sendPartial(response, reply, runtime);
      return;
  }
}

function sendAnswer(
  response: ServerResponse,
  reply: Extract<SandboxReply, { kind: 'answer' }>,
): void {
  const { socket } = response;
  if (reply.close === true && socket !== null) {
    // The head has promised keep-alive by then: the client's next request meets a closed door.
    response.once('finish', () => socket.destroySoon());
  }
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.end(body);
}

async function sendPartial(
  response: ServerResponse,
  reply: Extract<SandboxReply, { kind: 'partial' }>,
  runtime: Runtime,
): Promise<void> {
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.flushHeaders();
  response.write(body.subarray(0, reply.bytes));
  await pause(response, runtime, PARTIAL_RESET_MS);
  response.socket?.resetAndDestroy();
}

/** Waits, but not longer than the client does. */
async function pause(response: ServerResponse, runtime: Runtime, delayMs: number): Promise<void> {
  const gone = new AbortController();
  const stop = () => gone.abort(new Error('the client has gone'));
  response.once('close', stop);
  try {
    await runtime.sleep(delayMs, gone.signal);
  } catch {
    // Only the client's leaving ends a pause early; whoever waited sees `destroyed`.
  } finally {
    response.off('close', stop);
  }
}
