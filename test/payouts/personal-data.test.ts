/**
 * Goal: nothing that is told to anybody carries the payee's account or name, nor the caller's text.
 * Method: random lives of payouts with random payees; every view, timeline line, explanation and
 * webhook of each life is searched. The lives together must have met every kind of event.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../src/contract/verdict.ts';
import { applyEvent } from '../../src/payouts/model/apply-event.ts';
import { encodeDocument } from '../../src/payouts/model/codec.ts';
import { decide } from '../../src/payouts/decide/decide.ts';
import { chooseRoute } from '../../src/payouts/route/choose-route.ts';
import type { Fact } from '../../src/payouts/model/facts.ts';
import { explainPayout } from '../../src/payouts/views/explain-payout.ts';
import { showPayout } from '../../src/payouts/views/show-payout.ts';
import { showTimelineEntry } from '../../src/payouts/views/show-timeline.ts';
import { webhookEntry } from '../../src/payouts/notify/webhook.ts';
import type { Payout } from '../../src/payouts/model/payout.ts';
import type { PayoutEvent } from '../../src/payouts/model/payout-event.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  DUPLICATE,
  evidence,
  EXECUTED,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  REQUEST,
  RETURNED,
  routed,
  ROUTE_RECORD,
  START_MS,
} from '../support/payouts.ts';
import { candidate, RULES } from '../support/routing.ts';
import { CAPABILITIES } from './fake-partner.ts';

/** Facts of every kind that can follow the first one, with echoes that repeat the payee. */
function facts(account: string): readonly Fact[] {
  const proposal = {
    attemptNo: 1,
    verdict: 'executed',
    evidence: 'line 7',
    atMs: Date.UTC(2036, 0, 1),
  } as const;
  return [
    routed('bank-a'),
    routed('bank-b'),
    {
      kind: 'unroutable',
      permanent: false,
      failure: { code: 'partner.outage', detail: 'down', partnerCode: null },
      retryAtMs: 0,
    },
    evidence(echoing(EXECUTED, account)),
    evidence(echoing(EXECUTED, `${account}0`)),
    evidence(echoing(ACCEPTED, account)),
    evidence(echoing(refused('risk.fraud.suspected', true), account)),
    evidence(echoing(RETURNED, account)),
    evidence(echoing(CANCELLED, account)),
    evidence(LOST),
    evidence(DUPLICATE),
    evidence(NEVER_SENT, { source: 'socket' }),
    inquiryFound(ABSENT),
    inquiryFound(echoing(EXECUTED, account), { attemptNo: 2 }),
    { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' },
    { kind: 'recovered' },
    { kind: 'tick' },
    { kind: 'cancelRequested', by: 'lender key' },
    { kind: 'reviewed', by: 'ann', decision: 'release', reason: 'ok' },
    { kind: 'resolved', proposal: { ...proposal, by: 'ann' } },
    { kind: 'resolved', proposal: { ...proposal, by: 'bob' } },
    {
      kind: 'faultInjected',
      partner: 'bank-a',
      lane: 'submit',
      fault: 'delay',
      ruleId: 'r1',
      attemptNo: 1,
      epoch: 1,
      truth: 'executed_unanswered',
    },
    evidence(ABSENT, { source: 'inquiry' }),
  ];
}

/** The verdict with the payee's account repeated, as partners do. */
function echoing(verdict: Verdict, account: string): Verdict {
  return 'echo' in verdict ? { ...verdict, echo: { account } } : verdict;
}

const SEED = 20_261_124;
const ACCOUNT = '6225880212345678';
const NAME = 'Augusta Lovelace';

/** A fault, routed, lost, resolved by ann, asked again, and by bob: too rare to be left to chance. */
const SIGNED_BY_TWO = [21, 0, 9, 19, 22, 20];

/** A fault, routed, lost, and asked about for days. */
const ESCALATED = [21, 0, 9, 16, 16, 16];

describe('personal data', () => {
  const accounts = fc.stringMatching(/^[0-9]{16,19}$/);
  const names = fc.stringMatching(/^[A-Z][a-z]{8,12} [A-Z][a-z]{8,12}$/);
  const lives = fc.array(fc.nat({ max: facts('').length - 1 }), { minLength: 1, maxLength: 12 });
  const kindsSeen = new Set<string>();

  it('appears in no view, timeline, explanation or webhook, whatever happens to the payout (seed 20261124)', () => {
    fc.assert(
      fc.property(accounts, names, lives, (value, name, life) => {
        const request = {
          ...REQUEST,
          creditor: { name, account: { type: 'iban' as const, value } },
          remittance: `loan of ${name}`,
        };
        const told = tellStory(request, facts(value), life, kindsSeen);

        expect(told).toContain('po_1');
        expect(told).not.toContain(value);
        expect(told).not.toContain(name);
      }),
      {
        numRuns: 500,
        seed: SEED,
        examples: [
          [ACCOUNT, NAME, SIGNED_BY_TWO],
          [ACCOUNT, NAME, ESCALATED],
        ],
      },
    );

    // The lives were rich enough to say something.
    expect(kindsSeen).toEqual(new Set(EVENT_KINDS));
  });
});

const EVENT_KINDS = [
  'received',
  'moved',
  'attemptStarted',
  'resendStarted',
  'evidence',
  'attemptMoved',
  'neverSent',
  'inquired',
  'postponed',
  'cancelRequested',
  'cancelSent',
  'reviewed',
  'proposed',
  'resolved',
  'faultInjected',
  'escalated',
] as const satisfies readonly PayoutEvent['kind'][];

/** Lives one life and returns everything that anybody was told of it. */
function tellStory(
  request: typeof REQUEST,
  possible: readonly Fact[],
  life: readonly number[],
  kindsSeen: Set<string>,
): string {
  const said: string[] = [];
  let seq = 0;
  let nowMs = START_MS;
  let payout: Payout | null = null;
  let record = ROUTE_RECORD;
  const received = { kind: 'received', id: 'po_1', caller: 'lender', request } as const;
  const hold = { code: 'eligibility.income', detail: 'no proof', partnerCode: null } as const;
  const judged = {
    kind: 'judged',
    hold: life[0] === 0 ? hold : null,
    holdsObligation: true,
  } as const;
  const chosen = life.flatMap((index) => possible[index] ?? []);

  for (const fact of [received, judged, ...chosen]) {
    // A day passes between two looks, so that a doubt also lives to be escalated.
    nowMs += fact.kind === 'tick' ? 43_200_000 : 1_000_000;
    for (const event of decide(payout, fact, nowMs).events) {
      payout = applyEvent(payout, event);
      kindsSeen.add(event.kind);
      seq += 1;
      const stored = { seq, kind: event.kind, atMs: nowMs, document: encodeDocument(event) };
      said.push(JSON.stringify(showTimelineEntry(stored)));
    }
    if (payout === null) continue;
    const view = showPayout(payout);
    const candidates = [
      candidate('bank-a'),
      candidate('bank-b', {
        capabilities: { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, accountTypes: [] } },
      }),
    ];
    const choice = chooseRoute(payout, candidates, { ...RULES, explorationPercent: 20 }, nowMs);
    if (choice.kind === 'chosen') record = choice.reason;
    const decided = record;
    const records = new Map(payout.attempts.map(({ no }) => [no, decided]));
    said.push(
      JSON.stringify(view),
      JSON.stringify(explainPayout(payout, choice, records, () => [])),
      JSON.stringify(webhookEntry(payout, view)),
    );
  }
  return said.join('\n');
}
