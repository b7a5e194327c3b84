import { z } from 'zod';

import { ConfigError } from '../config/environment.ts';
import type { WebhookEndpoint } from '../payouts/notify/webhook.ts';
import { readJson } from './key-file.ts';

const endpoints = z.array(
  z.strictObject({
    caller: z.string().min(1),
    url: z.url(),
    secrets: z
      .array(z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'expected whsec_ and base64'))
      .min(1)
      .max(3),
  }),
);

/** Reads where callers want to be told: a JSON list of `{caller, url, secrets}`. */
export function readWebhooks(path: string | null): readonly WebhookEndpoint[] {
  if (path === null) return [];
  const read = endpoints.safeParse(readJson(path, 'WEBHOOKS_FILE'));
  if (read.success) return read.data;
  throw new ConfigError(
    read.error.issues.map(
      (issue) => `WEBHOOKS_FILE: ${path} ${issue.path.join('.')}: ${issue.message}`,
    ),
  );
}
