import type { BankInstruction } from '../../bank/bank.ts';

/** What a transfer goes through at Adyen; each is one webhook and one event of the transfer. */
export interface Stage {
  /** The event's status; `tracking` changes none. */
  readonly kind:
    | 'received'
    | 'authorised'
    | 'booked'
    | 'tracking'
    | 'refused'
    | 'failed'
    | 'returned'
    | 'cancelled';
  readonly reason: string;
  readonly atMs: number;
  /** How the event moves the money, in minor units of what the balance account sees. */
  readonly mutation: Readonly<Partial<Record<'balance' | 'received' | 'reserved', bigint>>>;
}

/** One line of the ledger's history. */
interface StatusLine {
  readonly status: BankInstruction['status'];
  readonly reasonCode: string | null;
  readonly atMs: number;
}

/** Reasons for which Adyen itself refuses; any other comes from the payee's bank. */
const REFUSED_BY_ADYEN: ReadonlySet<string> = new Set([
  'accountHierarchyNotActive',
  'amountLimitExceeded',
  'approvalExpired',
  'balanceAccountTemporarilyBlockedByTransactionRule',
  'declined',
  'declinedByTransactionRule',
  'notEnoughBalance',
  'refusedByCustomer',
  'routeNotFound',
  'scaFailed',
]);

/** A scripted return with this before its reason shows as a failure after the booking. */
const FAILED_LATE = 'failed.';

/** How many stages a new status of the ledger adds. */
export const STAGES_OF_STATUS = {
  accepted: 2,
  executed: 2,
  rejected: 1,
  returned: 1,
  cancelled: 1,
} as const satisfies Record<BankInstruction['status'], number>;

/**
 * Tells the ledger's history in Adyen's words: received and authorised, then booked and confirmed,
 * or refused, failed, cancelled; a return comes after the booking.
 */
export function stagesOf(
  { amountMinor, feeMinor }: Pick<BankInstruction, 'amountMinor' | 'feeMinor'>,
  history: readonly StatusLine[],
): readonly Stage[] {
  return history.flatMap(({ status, reasonCode, atMs }): readonly Stage[] => {
    switch (status) {
      case 'accepted':
        return [received(amountMinor, atMs), authorised(amountMinor, atMs)];
      case 'executed':
        return [
          {
            kind: 'booked',
            reason: 'approved',
            atMs,
            mutation: { balance: -amountMinor, received: 0n, reserved: amountMinor },
          },
          { kind: 'tracking', reason: 'approved', atMs, mutation: {} },
        ];
      case 'rejected': {
        const reason = rejection(reasonCode);
        const kind = REFUSED_BY_ADYEN.has(reason) ? 'refused' : 'failed';
        return [{ kind, reason, atMs, mutation: { reserved: amountMinor } }];
      }
      case 'returned':
        return [givenBack(reasonCode, amountMinor - feeMinor, atMs)];
      case 'cancelled':
        return [
          { kind: 'cancelled', reason: 'cancelled', atMs, mutation: { reserved: amountMinor } },
        ];
    }
  });
}

/** A transfer that Adyen refused before it reserved any money. */
export function refusedAtOnce(amountMinor: bigint, reason: string, atMs: number): readonly Stage[] {
  return [
    received(amountMinor, atMs),
    { kind: 'refused', reason, atMs, mutation: { received: amountMinor } },
  ];
}

function received(amountMinor: bigint, atMs: number): Stage {
  return { kind: 'received', reason: 'approved', atMs, mutation: { received: -amountMinor } };
}

function authorised(amountMinor: bigint, atMs: number): Stage {
  return {
    kind: 'authorised',
    reason: 'approved',
    atMs,
    mutation: { received: amountMinor, reserved: -amountMinor },
  };
}

function givenBack(reasonCode: string | null, minor: bigint, atMs: number): Stage {
  const late = reasonCode?.startsWith(FAILED_LATE) === true;
  const reason = late ? reasonCode.slice(FAILED_LATE.length) : (reasonCode ?? 'unknown');
  const kind = late ? 'failed' : 'returned';
  return {
    kind,
    reason: reason === 'RETURNED' ? 'unknown' : reason,
    atMs,
    mutation: { balance: minor },
  };
}

/** The ledger's word for a rejection without one is not Adyen's. */
function rejection(reasonCode: string | null): string {
  return reasonCode === null || reasonCode === 'REJECTED'
    ? 'refusedByCounterpartyBank'
    : reasonCode;
}
