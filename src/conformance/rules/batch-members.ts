import type { Batch, BatchRules, Instruction } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import { stampOf, wireOf } from '../hear.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';

const SECOND_KEY = 'KITSECONDMEMBERKITSECONDMEMBER22';
const HTML = '<!DOCTYPE html><html></html>';

/** One message, several truths. */
export const batchMembers: Rule = {
  name: 'batch-members',
  promise:
    'A batch carries every member’s key, is the same in each copy, and speaks of no member by a reply that names none.',
  why: 'A verdict on the message, given to its members, pays or drops some of them wrongly.',

  check(subject) {
    const { batch } = subject.adapter;
    if (batch === undefined) {
      return [skipped('batch', 'each payout travels alone (batchSizeMax: 1)')];
    }
    const members = [subject.instruction, { ...subject.instruction, partnerKey: SECOND_KEY }];
    const sent: Batch = { key: subject.instruction.partnerKey, members };
    return [...carried(subject, batch, sent), ...namesNobody(subject, batch, sent)];
  },
};

function carried(subject: Subject, batch: BatchRules, sent: Batch): readonly Note[] {
  const opened = (one: Batch, number: number) => {
    const request = wireOf(batch.submit(one, stampOf(subject, number)).request);
    return subject.voice.openRequest?.(request) ?? request.body;
  };
  const wiser = sent.members.map((member): Instruction => ({
    ...member,
    partnerReference: 'KIT-REFERENCE',
  }));
  const text = opened(sent, 0);
  const missing = sent.members.filter(({ partnerKey }) => !text.includes(partnerKey));
  return [
    note('carried', missing.length === 0, `${missing.length} members' keys are not in the message`),
    note(
      'resend',
      opened({ ...sent, members: wiser }, 5) === text,
      'a later copy of the batch differs',
    ),
  ];
}

function namesNobody(subject: Subject, batch: BatchRules, sent: Batch): readonly Note[] {
  const replies: readonly (readonly [string, PartnerReply])[] = [
    ['an empty 200', { status: 200, headers: {}, body: '' }],
    ['an HTML 404', { status: 404, headers: { 'content-type': 'text/html' }, body: HTML }],
    ['an HTML 502', { status: 502, headers: { 'content-type': 'text/html' }, body: HTML }],
  ];
  return replies.flatMap(([name, reply]) =>
    [
      batch.submit(sent, stampOf(subject)),
      batch.inquire(sent, 'KIT-REFERENCE', stampOf(subject)),
    ].map((call, index) => {
      const { whole, items } = call.read(reply, subject.atMs);
      const part = `${index === 0 ? 'submit' : 'inquire'}: ${name}`;
      return note(
        part,
        whole.kind === 'unknown' && items.size === 0,
        `${part} reads as ${whole.kind}, with word of ${items.size} members`,
      );
    }),
  );
}
