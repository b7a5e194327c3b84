/** The page that explains a problem: the code follows. The address never changes. */
export const PROBLEM_TYPE_BASE = 'https://breakwater.dev/problems/';

/** The same for a failure of the taxonomy, as the `failure` of a payout names it. */
export const FAILURE_TYPE_BASE = 'https://breakwater.dev/failures/';

/** May the caller send the same request again? The question behind every error. */
export type Retryable =
  /** As it is, by whatever key. */
  | 'yes'
  /** It would be refused again: change something first. */
  | 'no'
  /** Only with the same `Idempotency-Key`: a new key could pay twice. */
  | 'same_key_only';

/** What a problem code means for the caller, the same for each occurrence. */
export interface ProblemMeaning {
  readonly status: number;
  /** Says what kind of problem it is, the same for each occurrence (RFC 9457, 3.1.3). */
  readonly title: string;
  readonly retryable: Retryable;
  /** True when the request is refused before the engine hears of it: nothing was stored. */
  readonly nothingStored: boolean;
}

/**
 * The closed list of ways the API refuses. A payout that cannot be paid yet, or at all, is none
 * of them: that is a state (202, `failure`), never an HTTP error.
 */
export const PROBLEMS = {
  malformed_json: refusal(400, 'The body is not valid JSON'),
  validation_failed: refusal(400, 'A field of the request is missing or wrong'),
  idempotency_key_missing: refusal(400, 'The Idempotency-Key header is missing'),
  idempotency_key_invalid: refusal(400, 'The Idempotency-Key header is not valid'),
  bad_request: refusal(400, 'The request cannot be read'),
  unauthorized: refusal(401, 'The API key is missing or not valid'),
  insufficient_scope: refusal(403, 'The API key may not do this'),
  not_found: refusal(404, 'Not found for this API key'),
  method_not_allowed: refusal(405, 'This path does not take this method'),
  body_too_large: refusal(413, 'The body is too large'),
  unsupported_media_type: refusal(415, 'The body must be sent as JSON'),
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still in progress',
    retryable: 'same_key_only',
    nothingStored: false,
  },
  action_refused: {
    status: 409,
    title: 'The state of the payout does not allow this',
    retryable: 'no',
    nothingStored: false,
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    retryable: 'no',
    nothingStored: false,
  },
  not_payable: refusal(422, 'No partner can pay this payout as requested'),
  internal: {
    status: 500,
    title: 'Internal error of the gateway',
    retryable: 'yes',
    nothingStored: false,
  },
  stopping: {
    status: 503,
    title: 'The gateway is stopping and takes nothing new',
    retryable: 'yes',
    // Not of this request; but an earlier one with the same key may have been accepted.
    nothingStored: false,
  },
  not_accepted: {
    status: 503,
    title:
      'The gateway could not read its journal or write the request down, or cannot say whether it did',
    retryable: 'yes',
    nothingStored: false,
  },
} as const satisfies Record<string, ProblemMeaning>;

/** The code of a problem. Stable: callers branch on it. */
export type ProblemCode = keyof typeof PROBLEMS;

/** The meaning of a code, as the wide type. */
export function meaningOf(code: ProblemCode): ProblemMeaning {
  return PROBLEMS[code];
}

function refusal<Status extends number>(status: Status, title: string) {
  return { status, title, retryable: 'no', nothingStored: true } as const;
}
