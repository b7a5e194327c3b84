import type { Batch, BatchReading, BatchRules, Instruction } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { openSession, unlearned, wiser } from '../exchange.ts';
import { hearStored, stampOf, wireOf } from '../hear.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const SECOND_KEY = 'KITSECONDMEMBERKITSECONDMEMBER22';
const HTML = '<!DOCTYPE html><html></html>';

/** One message, several truths. */
export const batchMembers: Rule = {
  name: 'batch-members',
  promise:
    'A batch carries every member’s key, is the same in each copy, pays each member once, and gives none of them another’s word.',
  why: 'A verdict on the message, given to its members, pays or drops some of them wrongly.',

  async check(subject) {
    const { batch } = subject.adapter;
    if (batch === undefined) {
      return [skipped('batch', 'each payout travels alone (batchSizeMax: 1)')];
    }
    const members = [subject.instruction, { ...subject.instruction, partnerKey: SECOND_KEY }];
    const sent: Batch = { key: subject.instruction.partnerKey, members };
    return [
      ...carried(subject, batch, sent),
      ...namesNobody(subject, batch, sent),
      ...alikeAlone(subject),
      ...(await paidTogether(subject)),
    ];
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

/** A payout that went with others is told the same by a reply as one that went alone, or nothing. */
function alikeAlone(subject: Subject): readonly Note[] {
  if (subject.batch === null) return [];
  return subject.cases
    .filter(({ lane }) => lane === 'submit' || lane === 'inquire')
    .map((stored) => {
      const [together] = hearStored(subject, stored).about;
      const [alone] = hearStored({ ...subject, batch: null }, stored).about;
      return note(
        `alone: ${stored.file}`,
        alone?.kind === 'unknown' || alone?.kind === together?.kind,
        `${stored.file} reads as ${together?.kind} in a batch, and as ${alone?.kind} alone`,
      );
    });
}

/** The fixtures' batch at the sandbox: sent twice, settled, asked for. */
async function paidTogether(subject: Subject): Promise<readonly Note[]> {
  if (subject.batch === null) {
    return [skipped('sandbox', 'the fixtures speak of one payout alone')];
  }
  const { key } = subject.batch;
  const members = subject.batch.members.map(unlearned);
  const session = openSession(subject);
  const taken = await session.submitBatch({ key, members });
  const again = await session.submitBatch({ key, members });
  await session.settle();
  const known = members.map((member) => wiser(member, wordOn(member, taken)));
  const asked = await session.inquireBatch(
    { key, members: known },
    known[0]?.partnerReference ?? '',
  );
  const books = session.door.books();
  return known.flatMap((member, index): readonly Note[] => {
    const part = `member ${index + 1}`;
    const [first, second, last] = [taken, again, asked].map((reading) => wordOn(member, reading));
    const lines = books.filter(
      ({ creditorAccount }) => creditorAccount === member.creditor.account.value,
    );
    return [
      note(
        `${part}: taken`,
        first?.kind === 'accepted' || first?.kind === 'executed',
        `${part} of a plain batch reads as ${first?.kind}`,
      ),
      note(
        `${part}: again`,
        second?.kind !== 'refused' && second?.kind !== 'absent' && second?.kind !== 'cancelled',
        `${part} of a repeated batch reads as ${second?.kind}`,
      ),
      note(
        `${part}: paid once`,
        lines.length === 1 &&
          lines[0]?.executions === 1 &&
          lines[0].amountMinor === String(member.amount.minor),
        `${part}: the books show ${JSON.stringify(lines)}`,
      ),
      note(
        `${part}: by its own word`,
        last?.kind === 'executed' && asked.items.has(member.partnerKey),
        `${part} of a settled batch reads as ${last?.kind}`,
      ),
    ];
  });
}

function wordOn({ partnerKey }: Instruction, { items, whole }: BatchReading): Verdict {
  return items.get(partnerKey) ?? whole;
}
