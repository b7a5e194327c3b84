import type { FailureCode } from '../../src/contract/failure.ts';
import type { Lane, PartnerReply } from '../../src/contract/exchange.ts';
import {
  fieldOf,
  type JsonObject,
  optionalListField,
  stringField,
} from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import {
  fieldFailure,
  IN_PROGRESS,
  MALFORMED,
  NO_ROUTE,
  type ProblemMeaning,
  PROBLEMS,
  THROTTLED,
} from './tables/problems.ts';
import { readJson } from './read-json.ts';
import { unreadable } from './words.ts';

/** The longest wait Adyen may ask of us; more is our own schedule's business. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/** An error in one of Adyen's two documented forms. */
interface Problem {
  /** What names it in the table, with the HTTP status. */
  readonly name: string;
  readonly code: string;
  readonly json: JsonObject;
}

/**
 * Reads an answer with an error status. Total.
 *
 * Nothing signs it, and any proxy can say 422. So an error decides only in Adyen's own documented
 * form, whole, with the body's `status` equal to HTTP's, and when the table or the field it
 * complains of is catalogued. Even then it refuses one copy: nothing is recorded under our key.
 */
export function readProblem(lane: Lane, reply: PartnerReply): Verdict {
  const problem = parseProblem(reply);
  if (problem === null) return distrusted(reply);
  const { code } = problem;
  if (code === IN_PROGRESS) {
    return lane === 'submit'
      ? { kind: 'duplicate', partnerCode: code }
      : unreadable('the question is in progress already', code);
  }
  const meaning = meaningOf(problem, reply.status);
  const failure = failureOf(meaning, problem.json);
  if (failure === null) {
    return unreadable(`HTTP ${reply.status} with a problem that is not catalogued`, code);
  }
  if (lane === 'submit' && meaning.kind !== 'unknown') {
    const wait = retryAfterOf(reply);
    return { kind: 'refused', recorded: false, failure, partnerCode: code, echo: {}, ...wait };
  }
  // An error on an inquiry or a cancel refuses the question and says nothing of the payout.
  return unreadable(`HTTP ${reply.status} ${code}`, code, failure);
}

/** A page without Adyen's form: of a gateway in between, or of nobody we know. */
function distrusted({ status }: PartnerReply): Verdict {
  const failure = status >= 500 ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';
  return unreadable(`HTTP ${status} without a problem in Adyen's form`, '', failure);
}

function parseProblem(reply: PartnerReply): Problem | null {
  const json = readJson(reply);
  if (json === null || fieldOf(json, 'status') !== reply.status) return null;
  const text = (name: string) => stringField(json, name) ?? '';
  const code = text('errorCode');
  if (!/^[0-9A-Za-z_]{1,32}$/.test(code)) return null;
  if (text('type') !== '' && text('title') !== '') return { name: text('type'), code, json };
  if (text('errorType') !== '' && text('message') !== '') {
    return { name: `${text('errorType')} ${code}`, code, json };
  }
  return null;
}

function meaningOf({ name }: Problem, status: number): ProblemMeaning {
  const meaning = PROBLEMS.get(`${status} ${name}`);
  if (meaning !== undefined) return meaning;
  if (status === 429) return THROTTLED;
  if (status >= 500) return { kind: 'unknown', failure: 'technical.thirdparty.error' };
  return { kind: 'unknown', failure: 'technical.thirdparty.contract' };
}

/** The row of a problem; `null` when a validation error complains of something we do not know. */
function failureOf(meaning: ProblemMeaning, json: JsonObject): FailureCode | null {
  if (meaning.kind !== 'fields') return meaning.failure;
  const fields = optionalListField(json, 'invalidFields');
  const routes = optionalListField(json, 'routingDetails');
  if (fields === null || routes === null) return null;
  const failures = fields.map((field) => fieldFailure(stringField(field, 'name') ?? ''));
  const [first = null] = failures;
  if (failures.includes(null)) return null;
  if (fields.length > 0) return failures.every((each) => each === first) ? first : MALFORMED;
  return routes.length > 0 ? NO_ROUTE : null;
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); a date is ignored. */
function retryAfterOf({ headers }: PartnerReply): { readonly retryAfterMs?: number } {
  const text = Object.hasOwn(headers, 'retry-after') ? (headers['retry-after'] ?? '') : '';
  if (!/^[0-9]{1,9}$/.test(text)) return {};
  return { retryAfterMs: Math.min(RETRY_AFTER_MS_MAX, Number(text) * 1_000) };
}
