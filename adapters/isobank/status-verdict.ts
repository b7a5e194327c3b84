import type { Verdict } from '../../src/contract/verdict.ts';
import type { Reason } from './iso-fields.ts';
import type { StatusReport } from './pain002.ts';
import { type ReasonMeaning, STATUS_REASONS } from './tables/failures.ts';
import { PARTLY, PAYMENT_STATUSES, type StatusMeaning } from './tables/statuses.ts';
import { unreadable } from './words.ts';

/** How we came by a report: only the answer to our own inquiry is the bank's last word. */
export type ReportSource = 'submit' | 'inquiry' | 'notice';

/**
 * Says what a status report means for its payment.
 *
 * The lowest level that carries a status decides; a higher one that says something else for good
 * (rejected above, accepted below) makes the report contradict itself, hence doubt.
 */
export function judgeStatus(report: StatusReport, source: ReportSource): Verdict {
  const status = report.transaction ?? report.payment ?? report.group;
  if (status === undefined) return unreadable('the report carries no status');
  if (status === PARTLY) return unreadable('partly accepted, and not said which part', PARTLY);
  const meaning = PAYMENT_STATUSES.get(status);
  if (meaning === undefined) return unreadable('a status that is not in the agreement', status);
  if (!levelsAgree(report, meaning)) return unreadable('its levels contradict each other', status);
  const echo = echoOf(report);
  switch (meaning.kind) {
    case 'accepted':
      return { kind: 'accepted', ...reference(report), echo };
    case 'executed':
      return { kind: 'executed', finality: meaning.finality, ...reference(report), echo };
    case 'cancelled':
      return { kind: 'cancelled', partnerCode: status, echo };
    case 'blocked':
      return unreadable('neither credited nor returned', status, 'regulatory.sanctions');
    case 'refused':
      return judgeRejection(report, source);
  }
}

/** A level above may be behind the payment, or speak of all its payments; it may not oppose it. */
function levelsAgree(report: StatusReport, lowest: StatusMeaning): boolean {
  return [report.group, report.payment].every((status) => {
    if (status === undefined || status === PARTLY) return true;
    const kind = PAYMENT_STATUSES.get(status)?.kind;
    return kind === 'accepted' || kind === lowest.kind;
  });
}

/**
 * Every reason must be known, and a duplicate among them outweighs the rest: a rejection without a
 * reason, or with one that we cannot read, may be about a second copy of a payment that goes on.
 */
function judgeRejection(report: StatusReport, source: ReportSource): Verdict {
  const [first] = report.reasons;
  if (first === undefined) return unreadable('rejected without a reason', 'RJCT');
  const meanings: ReasonMeaning[] = [];
  for (const reason of report.reasons) {
    const meaning = meaningOf(reason);
    if (meaning === undefined)
      return unreadable('rejected for a reason we do not know', reason.code);
    if (meaning.kind === 'duplicate') return { kind: 'duplicate', partnerCode: reason.code };
    meanings.push(meaning);
  }
  const doubt = meanings.find((meaning) => meaning.kind === 'doubt');
  if (doubt !== undefined)
    return unreadable('rejected, but not for certain', first.code, doubt.failure);
  const unconfirmed = meanings.find((meaning) => meaning.kind === 'onceConfirmed');
  if (unconfirmed !== undefined && source !== 'inquiry') {
    return unreadable('rejected until an inquiry confirms it', first.code, unconfirmed.meanwhile);
  }
  const decisive = meanings.find((meaning) => 'failure' in meaning);
  if (decisive === undefined) return unreadable('rejected without a reason', 'RJCT');
  const { failure } = decisive;
  const partnerCode = first.code;
  return { kind: 'refused', recorded: true, failure, partnerCode, echo: echoOf(report) };
}

function meaningOf({ set, code }: Reason): ReasonMeaning | undefined {
  return set === 'external' ? STATUS_REASONS.get(code) : undefined;
}

function echoOf({ partnerKey, amount, account }: StatusReport) {
  return {
    ...(partnerKey === undefined ? {} : { partnerKey }),
    ...(amount === undefined ? {} : { amount }),
    ...(account === undefined ? {} : { account }),
  };
}

function reference({ bankReference }: StatusReport): { partnerReference?: string } {
  return bankReference === undefined ? {} : { partnerReference: bankReference };
}
