/** After a money call's timeout we listen until this multiple of the timeout has passed. */
export const LISTEN_FACTOR = 3;

/** How long the answer to a money call is listened to, ms since the call began. */
export function listenedMs(tryTimeoutMs: number): number {
  return LISTEN_FACTOR * tryTimeoutMs;
}
