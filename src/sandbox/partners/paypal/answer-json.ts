import type { SandboxReply } from '../messages.ts';

/** An answer in JSON, as every door of PayPal's gives it. */
export function answerJson(
  status: number,
  json: object,
  headers: Readonly<Record<string, string>> = {},
): SandboxReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}
