/** What a handler gives back; the server writes it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A JSON answer. The value must be JSON-ready: no bigint, no Date. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(value),
    headers,
  };
}

/** An answer in somebody else's format, byte for byte. */
export function text(status: number, contentType: string, body: string): Answer {
  return { status, contentType, body, headers: {} };
}
