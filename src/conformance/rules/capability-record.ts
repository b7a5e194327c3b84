import { blankCapabilities, contradictoryCapabilities } from '../../contract/check-capabilities.ts';
import { stampOf } from '../hear.ts';
import { broken, held, note, type Note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** The record is what the engine enforces: a blank in it is a guess about money. */
export const capabilityRecord: Rule = {
  name: 'capability-record',
  promise: 'The capability record is complete, does not contradict itself, and fits the adapter.',
  why: 'The engine lives by it: how long a key is known, and whether "not found" proves anything.',

  check(subject) {
    const { adapter, partner } = subject;
    const file = `adapters/${partner}/capabilities.ts`;
    const blanks = blankCapabilities(adapter.capabilities);
    if (blanks.length > 0) {
      return blanks.map((field) => broken(field, `${file}: ${field} is blank`));
    }
    const contradiction = contradictoryCapabilities(adapter.capabilities);
    return [
      contradiction === null ? held('coherent') : broken('coherent', `${file}: ${contradiction}`),
      ...fits(subject, file),
      ...limits(subject, file),
    ];
  },
};

function fits({ adapter, partner, ...subject }: Subject, file: string): readonly Note[] {
  const { cancel, batchSizeMax } = adapter.capabilities;
  const stamp = stampOf({ adapter, partner, ...subject });
  const cancels = (partnerReference: string | null) =>
    adapter.cancel({ ...subject.instruction, partnerReference }, stamp) !== null;
  const does = cancels(null) ? 'byKey' : cancels('KIT-1') ? 'byReference' : 'none';
  return [
    note('partner', adapter.partner === partner, `the adapter calls itself "${adapter.partner}"`),
    note('version', adapter.version !== '', `adapters/${partner}/adapter.ts: version is blank`),
    note(
      'cancel',
      does === cancel,
      `${file}: cancel is '${cancel}', but what the adapter does is '${does}'`,
    ),
    note(
      'batch',
      (adapter.batch === undefined) === (batchSizeMax === 1),
      `${file}: batchSizeMax is ${batchSizeMax}, but the adapter ${adapter.batch === undefined ? 'has no batch rules' : 'has batch rules'}`,
    ),
  ];
}

/** The fixtures' own payout must be one that this partner serves, or they show nothing. */
function limits({ adapter, instruction, partner }: Subject, file: string): readonly Note[] {
  const { accountTypes, currencies, amountMinorMin, amountMinorMax } = adapter.capabilities.limits;
  const { amount, creditor } = instruction;
  const served =
    currencies.includes(amount.currency) &&
    accountTypes.includes(creditor.account.type) &&
    amount.minor >= amountMinorMin &&
    amount.minor <= amountMinorMax;
  return [
    note(
      'amounts',
      0n < amountMinorMin && amountMinorMin <= amountMinorMax,
      `${file}: no amount lies between amountMinorMin and amountMinorMax`,
    ),
    note(
      'served',
      served,
      `fixtures/${partner}/cases.json: its instruction is outside the limits of ${file}`,
    ),
  ];
}
