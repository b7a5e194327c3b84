import type { Money } from '../../src/contract/money.ts';
import {
  fieldOf,
  type JsonObject,
  objectField,
  optionalListField,
  stringField,
} from '../../src/contract/read.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { balanceMoved } from './balance-moved.ts';
import { readAmount } from './minor-units.ts';
import { reasonMeaning } from './tables/failures.ts';
import { returnedAmount } from './returned-amount.ts';
import { TRANSFER_STATUSES } from './tables/statuses.ts';
import { TRACKING, type TrackingMeaning } from './tables/tracking.ts';
import { unreadable } from './words.ts';

const TRANSFER_ID = /^[0-9A-Za-z]{1,64}$/;

/** One transfer, as far as every verdict needs it. */
interface Transfer {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly tracking: TrackingMeaning;
  readonly events: readonly JsonObject[];
  readonly amount: Money;
  readonly echo: Echo;
}

/**
 * Reads a transfer: the answer to a submit, an item of a list, or the data of a webhook.
 *
 * Adyen does not sign its answers, so a transfer decides only when it names what was asked: without
 * our reference and a countable amount it is `unknown`. So is a transfer of another platform, or an
 * incoming one, and any status, tracking or reason that is not catalogued.
 */
export function readTransfer(json: JsonObject, balancePlatform: string): Verdict {
  const transfer = parseTransfer(json, balancePlatform);
  return typeof transfer === 'string' ? unreadable(transfer) : judge(transfer);
}

function parseTransfer(json: JsonObject, balancePlatform: string): Transfer | string {
  const id = stringField(json, 'id') ?? '';
  if (!TRANSFER_ID.test(id)) return 'a transfer without an id';
  const partnerKey = stringField(json, 'reference') ?? '';
  if (partnerKey === '') return 'a transfer without a reference';
  if (stringField(json, 'category') !== 'bank') return 'not a bank transfer';
  if ((fieldOf(json, 'direction') ?? 'outgoing') !== 'outgoing') return 'an incoming transfer';
  if ((fieldOf(json, 'balancePlatform') ?? balancePlatform) !== balancePlatform) {
    return 'a transfer of another balance platform';
  }
  const sent = objectField(json, 'amount');
  const amount = sent === null ? 'unreadable' : readAmount(sent);
  if (amount === 'unreadable') return 'a transfer without a countable amount';
  const tracking = trackingOf(json);
  if (tracking === null) return 'a transfer with a tracking that is not catalogued';
  const events = optionalListField(json, 'events');
  if (events === null) return 'a transfer with unreadable events';
  const account = ibanOf(json);
  return {
    id,
    status: stringField(json, 'status') ?? '',
    reason: stringField(json, 'reason') ?? '',
    tracking,
    events,
    amount,
    echo: { partnerKey, amount, ...(account === undefined ? {} : { account }) },
  };
}

function judge(transfer: Transfer): Verdict {
  const { status, tracking, id: partnerReference, echo, events } = transfer;
  const meaning = TRANSFER_STATUSES.get(status);
  // A review that ended badly outweighs all but the money's return: no other partner may pay.
  if (tracking === 'reviewFailed' && meaning !== 'returned') {
    return unreadable('refused for regulatory reasons', status, 'regulatory.sanctions');
  }
  switch (meaning) {
    case 'accepted':
      return { kind: 'accepted', partnerReference, echo };
    case 'booked': {
      if (tracking === 'underReview') return { kind: 'accepted', partnerReference, echo };
      const paid = paidBy(transfer);
      if (paid === 'uncounted') return unreadable('booked with an amount not counted', status);
      const finality = tracking === 'credited' ? 'credited' : 'executed';
      const booked = paid === 'another' ? ({ ...echo, amount: 'unreadable' } as const) : echo;
      return { kind: 'executed', finality, partnerReference, echo: booked };
    }
    case 'refused':
      return hasLeft(events) ? contradiction(transfer) : readFailure(transfer);
    case 'failed':
      // The bank's refusal of money that had left our account is money that came back.
      return hasLeft(events) ? readReturn(transfer) : readFailure(transfer);
    case 'returned':
      return readReturn(transfer);
    case 'cancelled':
      return hasLeft(events)
        ? contradiction(transfer)
        : { kind: 'cancelled', partnerCode: status, echo };
    case 'doubt':
      return unreadable('a status that leaves the money open', status);
    case undefined:
      return unreadable('a transfer in a status that is not catalogued', status);
  }
}

/**
 * What was booked counts, not the amount that the transfer repeats: `inFull` when our balance account
 * paid all of it, and less than twice as much where a charge is on top. `another` amount is money
 * that moved all the same. A record without mutations has only its status to go by.
 */
function paidBy({ events, amount }: Transfer): 'inFull' | 'another' | 'uncounted' {
  const moved = balanceMoved(events, 'booked', amount.currency);
  if (moved === 'none') return 'inFull';
  if (moved === 'unreadable' || moved >= 0n) return 'uncounted';
  return -moved >= amount.minor && -moved < 2n * amount.minor ? 'inFull' : 'another';
}

/** Status and reason are both needed: the one says that no money moved, the other who acts. */
function readFailure({ status, reason, echo }: Transfer): Verdict {
  const meaning = reasonMeaning(reason);
  if (meaning === null) {
    return unreadable(`${status} for a reason that is not catalogued`, reason);
  }
  if (meaning === 'doubt') {
    return unreadable(`${status} for a reason that leaves the money open`, reason);
  }
  if (meaning === 'duplicate') return { kind: 'duplicate', partnerCode: reason };
  return { kind: 'refused', recorded: true, failure: meaning, partnerCode: reason, echo };
}

function readReturn({ status, reason, events, amount, echo }: Transfer): Verdict {
  const back = returnedAmount(events, status, amount);
  if (back === null) return unreadable('a return whose amount cannot be counted', status);
  // Whatever the reason: that the money came back is what happened.
  const partnerCode = reasonMeaning(reason) === null ? status : reason;
  return {
    kind: 'returned',
    amount: back,
    feeMinor: 0n,
    failure: 'partner.returned',
    partnerCode,
    echo,
  };
}

/** True when the money was deducted at some time on the way to the present status. */
function hasLeft(events: readonly JsonObject[]): boolean {
  return events.some((event) => stringField(event, 'status') === 'booked');
}

function contradiction({ status }: Transfer): Verdict {
  return unreadable(`${status} after it was booked`, status);
}

function trackingOf(json: JsonObject): TrackingMeaning | null {
  const value = fieldOf(json, 'tracking');
  if (value === undefined || value === null) return 'nothing';
  const tracking = objectField(json, 'tracking');
  if (tracking === null) return null;
  const type = stringField(tracking, 'type') ?? '';
  return TRACKING.get(`${type} ${stringField(tracking, 'status') ?? ''}`) ?? null;
}

function ibanOf(json: JsonObject): string | undefined {
  const counterparty = objectField(json, 'counterparty');
  const bankAccount = counterparty && objectField(counterparty, 'bankAccount');
  const identification = bankAccount && objectField(bankAccount, 'accountIdentification');
  return identification === null ? undefined : stringField(identification, 'iban');
}
