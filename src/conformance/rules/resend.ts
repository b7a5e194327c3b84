import type { Instruction, PartnerAdapter } from '../../contract/adapter.ts';
import { stampOf, wireOf } from '../hear.ts';
import { note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const OTHER_KEY = 'KITKITKITKITKITKITKITKITKITKIT22';

/** The resolver ends doubt with a second copy; a copy that differs is another payment. */
export const resend: Rule = {
  name: 'resend',
  promise:
    'A resend is the same to the byte: envelope apart, after a restart, and with all that was learned since.',
  why: 'Partners refuse, or pay, other content under a known key.',

  check(subject) {
    const { adapter, instruction, partner } = subject;
    const file = `adapters/${partner}`;
    const copy = structuredClone(instruction);
    const wiser = { ...copy, partnerReference: 'KIT-REFERENCE' };
    const restarted = subject.createAdapter();
    const first = body(subject, adapter, instruction, 0);
    return [
      note(
        'same moment',
        same(subject, restarted),
        `${file}: the same submit at the same moment differs`,
      ),
      note(
        'later',
        body(subject, adapter, copy, 5) === first,
        `${file}: a later copy's content differs`,
      ),
      note(
        'restart',
        body(subject, restarted, copy, 5) === first,
        `${file}: after a restart the content differs`,
      ),
      note(
        'wiser',
        body(subject, adapter, wiser, 5) === first &&
          adapter.content(wiser) === adapter.content(copy),
        `${file}: what the partner called the attempt got into the content`,
      ),
      note(
        'content',
        adapter.content(copy) === restarted.content(instruction) &&
          others(instruction).every((other) => adapter.content(other) !== adapter.content(copy)),
        `${file}: content() differs for equal instructions, or is equal for another amount, payee or key`,
      ),
    ];
  },
};

/** Payments that are not this one. A payee is another one by the last letter of its account. */
function others(instruction: Instruction): readonly Instruction[] {
  const { amount, creditor } = instruction;
  const { account } = creditor;
  const value = account.value.slice(0, -1) + (account.value.endsWith('2') ? '3' : '2');
  return [
    { ...instruction, amount: { ...amount, minor: amount.minor + 1n } },
    { ...instruction, creditor: { ...creditor, account: { ...account, value } } },
    { ...instruction, partnerKey: OTHER_KEY },
  ];
}

/** The content on the wire; opened by the partner where it is encrypted. */
function body(subject: Subject, adapter: PartnerAdapter, instruction: Instruction, number: number) {
  const request = wireOf(adapter.submit(instruction, stampOf(subject, number)).request);
  return subject.voice.openRequest?.(request) ?? request.body;
}

/** Equal stamps leave nothing to differ, unless the cipher throws dice. */
function same(subject: Subject, restarted: PartnerAdapter): boolean {
  const { adapter, instruction, voice } = subject;
  const [one, two] = [adapter, restarted].map((candidate) =>
    wireOf(candidate.submit(instruction, stampOf(subject)).request),
  );
  if (one === undefined || two === undefined) return false;
  if (voice.openRequest !== undefined) return voice.openRequest(one) === voice.openRequest(two);
  return JSON.stringify(one) === JSON.stringify(two);
}
