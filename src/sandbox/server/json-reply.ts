import type { SandboxReply } from '../partners/messages.ts';

/** An answer in JSON before it is sealed. */
export interface JsonAnswer {
  readonly status: number;
  readonly json: object;
}

/** A partner's answer in JSON; headers given here replace the usual content type. */
export function jsonReply(
  { status, json }: JsonAnswer,
  headers: Readonly<Record<string, string>> = {},
): SandboxReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}
