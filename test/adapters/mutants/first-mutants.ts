import { parseJsonObject } from '../../../src/contract/read.ts';
import { bend, type BendSubject, misread, mishear, missend, misstate } from './bend.ts';
import { ALL_LANES, GONE, type Mutant } from './mutant.ts';
import { strayKey, withBatch, withKeyUsedBlindly, withSession } from './more-than-wechat.ts';

/** One wrong adapter or more for each rule that was there before the kit looked at the books. */
export const FIRST_MUTANTS: readonly Mutant[] = [
  {
    name: 'leaves a blank in its record',
    on: 'wechat',
    rule: 'capability-record',
    also: ['callbacks-late'],
    bend: misstate({ latenessMsMax: undefined as never }),
  },
  {
    name: 'has a cancel that its record denies',
    on: 'wechat',
    rule: 'capability-record',
    bend: misstate({ cancel: 'none' }),
  },
  {
    name: 'promises batches that it cannot send',
    on: 'wechat',
    rule: 'capability-record',
    bend: misstate({ batchSizeMax: 5 }),
  },
  {
    name: 'reads one reason as another',
    on: 'wechat',
    rule: 'stored-messages',
    bend: misread(['inquire'], (verdict) =>
      verdict.kind === 'refused' ? { ...verdict, failure: 'eligibility.deceased' } : verdict,
    ),
  },
  {
    name: 'has a message in its folder that no case names',
    on: 'wechat',
    rule: 'stored-messages',
    bend: (subject) => ({ ...subject, files: [...subject.files, 'submit.stray.json'] }),
  },
  {
    name: 'has a table that no message reaches',
    on: 'wechat',
    rule: 'table-entries',
    bend: (subject) => ({
      ...subject,
      tables: new Map([...subject.tables, ['MORE_CODES', ['NOBODY_SAID_THIS']]]),
    }),
  },
  {
    name: 'refuses by a code that leaves doubt',
    on: 'wechat',
    rule: 'table-entries',
    also: ['stored-messages'],
    bend: misread(['submit'], (verdict) =>
      verdict.kind === 'unknown' && verdict.partnerCode === 'SYSTEM_ERROR'
        ? { ...GONE, recorded: false, failure: 'technical.thirdparty.error' }
        : verdict,
    ),
  },
  {
    name: 'pays a fen more',
    on: 'wechat',
    rule: 'round-trip',
    also: ['every-amount', 'final-status', 'lost-answer'],
    bend: missend((instruction) => ({
      ...instruction,
      amount: { ...instruction.amount, minor: instruction.amount.minor + 1n },
    })),
  },
  {
    name: 'makes a new key for each copy',
    on: 'wechat',
    rule: 'partner-key',
    also: [
      'round-trip',
      'final-status',
      'two-payouts',
      'resend',
      'key-window',
      'duplicates',
      'lost-answer',
      'callbacks-late',
    ],
    bend: missend((instruction, { nonce }) => ({ ...instruction, partnerKey: strayKey(nonce) })),
  },
  {
    name: 'chooses a key of its own after a refusal',
    on: 'wechat',
    rule: 'partner-key',
    bend: missend((instruction) =>
      instruction.supersededReferences.length === 0
        ? instruction
        : { ...instruction, partnerKey: strayKey('again') },
    ),
  },
  {
    name: 'asks by something else than its record says',
    on: 'wechat',
    rule: 'partner-key',
    bend: misstate({ inquiryBy: 'reference', notFoundIsProofAfterMs: null }),
  },
  {
    name: 'writes the moment into the content',
    on: 'isobank',
    rule: 'resend',
    also: ['duplicates'],
    bend: missend((instruction, { nowMs }) => ({ ...instruction, remittance: `at ${nowMs}` })),
  },
  {
    name: 'writes what the partner called it into the content',
    on: 'wechat',
    rule: 'resend',
    bend: bend((good) => ({
      ...good,
      content: (instruction) => good.content(instruction) + (instruction.partnerReference ?? ''),
    })),
  },
  {
    name: 'takes a word that it never heard for an acceptance',
    on: 'wechat',
    rule: 'unknown-words',
    also: ['stored-messages'],
    bend: misread(['submit'], (verdict) =>
      verdict.kind === 'unknown' && verdict.partnerCode !== undefined
        ? { kind: 'accepted', echo: {} }
        : verdict,
    ),
  },
  {
    name: 'believes a page that says 404',
    on: 'wechat',
    rule: 'hostile-replies',
    bend: misread(['inquire'], (verdict, { status, body }) =>
      status === 404 && body.startsWith('<') ? { kind: 'absent' } : verdict,
    ),
  },
  {
    name: 'takes an empty 200 for an acceptance',
    on: 'isobank',
    rule: 'hostile-replies',
    bend: misread(['submit'], (verdict, { status, body }) =>
      status === 200 && body === '' ? { kind: 'accepted', echo: {} } : verdict,
    ),
  },
  {
    name: 'mends an answer that was cut',
    on: 'alipay',
    rule: 'hostile-replies',
    bend: misread(['inquire'], (verdict, { body }) =>
      body.includes('"SUCCESS"') && !body.endsWith('}')
        ? { kind: 'executed', finality: 'credited', echo: {} }
        : verdict,
    ),
  },
  {
    name: 'throws over what is no JSON',
    on: 'wechat',
    rule: 'hostile-replies',
    also: ['nothing-private'],
    bend: misread(['cancel'], (verdict, { body }) => {
      JSON.parse(body);
      return verdict;
    }),
  },
  {
    name: 'repeats nothing of what the partner repeats',
    on: 'wechat',
    rule: 'echo',
    bend: misread(ALL_LANES, (verdict) => ('echo' in verdict ? { ...verdict, echo: {} } : verdict)),
  },
  {
    name: 'believes an answer that nobody signed',
    on: 'wechat',
    rule: 'answers-sealed',
    bend: misread(['submit'], (verdict, { headers, body }) =>
      !('wechatpay-signature' in headers) && parseJsonObject(body)?.['state'] === 'SUCCESS'
        ? { kind: 'accepted', echo: {} }
        : verdict,
    ),
  },
  {
    name: 'believes an old answer',
    on: 'wechat',
    rule: 'clock-skew',
    bend: bend((good) => ({
      ...good,
      submit(instruction, stamp) {
        const call = good.submit(instruction, stamp);
        const sentAtMs = (seconds: string | undefined) => Number(seconds ?? 0) * 1_000;
        return {
          ...call,
          read: (reply) => call.read(reply, sentAtMs(reply.headers['wechatpay-timestamp'])),
        };
      },
    })),
  },
  {
    name: 'takes a duplicate for a refusal',
    on: 'wechat',
    rule: 'duplicates',
    also: ['stored-messages'],
    bend: misread(['submit'], (verdict) =>
      verdict.kind === 'duplicate'
        ? { ...GONE, recorded: false, failure: 'partner.agreement' }
        : verdict,
    ),
  },
  {
    name: 'takes "not found" for a refusal',
    on: 'wechat',
    rule: 'not-found',
    also: ['stored-messages', 'two-payouts'],
    bend: misread(['inquire'], (verdict) => (verdict.kind === 'absent' ? GONE : verdict)),
  },
  {
    name: 'promises that "not found" proves something at once',
    on: 'wechat',
    rule: 'not-found',
    also: ['drain-time'],
    bend: misstate({ notFoundIsProofAfterMs: 0 }),
  },
  {
    name: 'asks by sending the order again',
    on: 'wechat',
    rule: 'inquiry-harmless',
    also: ['two-payouts', 'not-found'],
    bend: bend((good) => ({
      ...good,
      inquire: (instruction, stamp) => ({
        ...good.inquire(instruction, stamp),
        request: good.submit(instruction, stamp).request,
      }),
    })),
  },
  {
    name: 'takes any 200 for a sign of life',
    on: 'wechat',
    rule: 'probe-honest',
    bend: bend((good) => ({
      ...good,
      probe(stamp) {
        const { request, read } = good.probe(stamp);
        return {
          request,
          read: (reply, nowMs) => (reply.status === 200 ? { alive: true } : read(reply, nowMs)),
        };
      },
    })),
  },
  {
    name: 'believes a callback that nobody signed',
    on: 'wechat',
    rule: 'callbacks-sealed',
    bend: mishear((reading, { headers, body }) =>
      !('wechatpay-signature' in headers) && parseJsonObject(body) !== null
        ? { kind: 'news', eventId: 'unsigned', news: [] }
        : reading,
    ),
  },
  {
    name: 'gives each delivery an id of its own',
    on: 'wechat',
    rule: 'callbacks-repeat',
    bend: countingEvents(),
  },
  {
    name: 'hears a settlement as a refusal',
    on: 'isobank',
    rule: 'callbacks-repeat',
    also: ['stored-messages', 'final-status'],
    bend: mishear((reading) =>
      reading.kind === 'news'
        ? {
            ...reading,
            news: reading.news.map((item) =>
              item.verdict.kind === 'executed'
                ? { ...item, verdict: { ...GONE, echo: item.verdict.echo } }
                : item,
            ),
          }
        : reading,
    ),
  },
  {
    name: 'says "taken" to news that it could not keep',
    on: 'wechat',
    rule: 'callbacks-answered',
    bend: bend((good) => ({
      ...good,
      answerCallback: (outcome) => good.answerCallback(outcome === 'failed' ? 'taken' : outcome),
    })),
  },
  {
    name: 'uses a key again and cannot tell the records apart',
    on: 'wechat',
    rule: 'superseded-records',
    bend: withKeyUsedBlindly,
  },
  {
    name: 'takes any 401 for the refusal of its token',
    on: 'wechat',
    rule: 'session-token',
    bend: (subject) =>
      bend((good) =>
        good.session === undefined
          ? good
          : {
              ...good,
              session: { ...good.session, isTokenRefusal: ({ status }) => status === 401 },
            },
      )(withSession(subject)),
  },
  {
    name: 'gives the verdict on a batch to each of its members',
    on: 'wechat',
    rule: 'batch-members',
    bend: (subject) => givenToAll(withBatch(subject)),
  },
  {
    name: 'quotes the partner in its own words',
    on: 'wechat',
    rule: 'nothing-private',
    bend: misread(['submit'], (verdict, { body }) =>
      verdict.kind === 'unknown' ? { ...verdict, detail: `it said ${body}` } : verdict,
    ),
  },
  {
    name: 'keeps its transcripts as they are',
    on: 'wechat',
    rule: 'nothing-private',
    bend: (subject) => ({ ...subject, scrub: (transcript) => JSON.stringify(transcript) }),
  },
  {
    name: 'is excused from a rule that it keeps',
    on: 'wechat',
    rule: 'no-needless-skip',
    bend: (subject) => ({
      ...subject,
      description: { ...subject.description, skips: { echo: 'It is said to be too much work.' } },
    }),
  },
];

function countingEvents(): BendSubject {
  let count = 0;
  return mishear((reading) => {
    count += 1;
    return reading.kind === 'news'
      ? { ...reading, eventId: `${reading.eventId}-${count}` }
      : reading;
  });
}

const givenToAll: BendSubject = bend((good) => {
  if (good.batch === undefined) return good;
  const { submit, inquire } = good.batch;
  const spread = (call: ReturnType<typeof submit>, keys: readonly string[]) => ({
    ...call,
    read(...reply: Parameters<typeof call.read>) {
      const { whole } = call.read(...reply);
      return { whole, items: new Map(keys.map((key) => [key, whole])) };
    },
  });
  return {
    ...good,
    batch: {
      submit: (batch, stamp) =>
        spread(
          submit(batch, stamp),
          batch.members.map(({ partnerKey }) => partnerKey),
        ),
      inquire: (batch, reference, stamp) =>
        spread(
          inquire(batch, reference, stamp),
          batch.members.map(({ partnerKey }) => partnerKey),
        ),
    },
  };
});
