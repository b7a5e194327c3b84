import type { PostWebhook } from '../../payouts/notify/post-webhook.ts';
import type { Heard } from '../record/told.ts';
import type { SimRuntime } from './sim-runtime.ts';

/** The caller's webhook endpoint. */
export interface WebhookEndpoint {
  readonly post: PostWebhook;
  /** Answers 503 from now on for so long. */
  deafen(forMs: number): void;
  /** Listens again at once. */
  listen(): void;
}

/** An endpoint that takes every webhook while it is not deaf. */
export function createWebhookEndpoint(
  time: SimRuntime,
  onHeard: (heard: Heard) => void,
): WebhookEndpoint {
  let deafUntilMs = 0;
  return {
    async post(_url, headers, body) {
      if (time.elapsed() < deafUntilMs) {
        return { kind: 'answered', status: 503, retryAfterMs: null };
      }
      onHeard({ id: headers['webhook-id'] ?? '', body });
      return { kind: 'answered', status: 200, retryAfterMs: null };
    },
    deafen(forMs) {
      deafUntilMs = time.elapsed() + forMs;
    },
    listen() {
      deafUntilMs = 0;
    },
  };
}
