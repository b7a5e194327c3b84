import type { BankInstruction } from '../bank/bank.ts';
import type { LedgerBank } from '../bank/ledger-bank.ts';
import type { VoiceSeal } from '../partners/partner-voice.ts';

/** One second more than a receiver may tolerate of a clock that is wrong. */
const SKEW_SECONDS = 301;

/** How the behaviours want the answer about an order sealed. */
export function answerManner(bank: LedgerBank, reference: string): VoiceSeal['manner'] {
  if (strikes(bank, 'unsignedAnswer', reference)) return 'none';
  return strikes(bank, 'badSignature', reference) ? 'wrong' : 'true';
}

/** How the behaviours want the callback about an order sealed. */
export function noticeManner(bank: LedgerBank, reference: string): 'true' | 'wrong' {
  return strikes(bank, 'callbackBadSignature', reference) ? 'wrong' : 'true';
}

/** True when the next key of the partner signs what concerns this order. */
export function isKeyRotated(bank: LedgerBank, reference: string): boolean {
  return strikes(bank, 'rotateKey', reference);
}

/** By how much the partner's clock is wrong for this message, in ms; 0 when nothing strikes. */
export function clockSkewMs({ behaviours }: LedgerBank, reference: string): number {
  const struck = behaviours.strikes('clockSkew', reference, '');
  return struck === null ? 0 : Number(struck.value ?? SKEW_SECONDS) * 1_000;
}

/** The amount that an answer shows: the true one, or more where `echoOtherAmount` strikes. */
export function shownMinor(
  bank: LedgerBank,
  { reference, amountMinor }: BankInstruction,
  addedMinor = 1n,
): bigint {
  return strikes(bank, 'echoOtherAmount', reference) ? amountMinor + addedMinor : amountMinor;
}

function strikes(
  { behaviours }: LedgerBank,
  name: Parameters<LedgerBank['behaviours']['strikes']>[0],
  reference: string,
): boolean {
  return behaviours.strikes(name, reference, '') !== null;
}
