/**
 * Goal: every entry of every table decides what it says, only where it may, and nothing that is not
 * in a table decides anything.
 * Method: each entry is put into an answer of the documented shape; then the same under other
 * statuses, in other places and under names an object inherits.
 */
import { describe, expect, it } from 'vitest';
import { BATCH_STATUSES } from '../../../adapters/paypal/tables/batch-statuses.ts';
import { ITEM_ERRORS } from '../../../adapters/paypal/tables/failures.ts';
import { ITEM_STATUSES } from '../../../adapters/paypal/tables/statuses.ts';
import { FAILURES } from '../../../src/contract/failure.ts';
import type { BatchReading } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  AT_MS,
  BATCH,
  BATCH_ID,
  batchSide,
  demoAdapter,
  ECHO,
  errors,
  FIRST,
  header,
  INSTRUCTION,
  item,
  reply,
  SECOND,
  STAMP,
  THIRD,
  inquireReply,
} from './demo-paypal.ts';

const adapter = demoAdapter();
const batches = batchSide(adapter);
const STRANGE = ['', 'success', 'SUCCEEDED', 'CANCELED', 'constructor', '__proto__', 'toString'];

describe('the statuses of an item', () => {
  it.each([
    ['NEW', { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['PENDING', { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['ONHOLD', { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['ON_HOLD', { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['UNCLAIMED', { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['SUCCESS', { kind: 'executed', finality: 'credited', partnerReference: BATCH_ID, echo: ECHO }],
    ['FAILED', recorded('technical.settlement.failed', 'FAILED')],
    ['DENIED', recorded('technical.settlement.failed', 'DENIED')],
    ['BLOCKED', { kind: 'unknown', failure: 'regulatory.sanctions', partnerCode: 'BLOCKED' }],
    ['RETURNED', returned('eligibility.wallet', 'RETURNED')],
    ['REFUNDED', returned('partner.returned', 'REFUNDED')],
    ['REVERSED', returned('partner.returned', 'REVERSED')],
  ])('%s', (status, expected) => {
    expect(inquire([item(status)])).toMatchObject(expected);
  });

  it('are all proven above', () => {
    expect([...ITEM_STATUSES.keys()].toSorted()).toEqual(
      'BLOCKED DENIED FAILED NEW ONHOLD ON_HOLD PENDING REFUNDED RETURNED REVERSED SUCCESS UNCLAIMED'.split(
        ' ',
      ),
    );
  });

  it.each(STRANGE)('do not include %j', (status) => {
    expect(inquire([item(status)])).toMatchObject({ kind: 'unknown' });
  });

  it('do not include a missing one, while the batch runs', () => {
    expect(inquire([item('', { transaction_status: undefined })])).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('the errors of an item', () => {
  it.each([...ITEM_ERRORS])('%s of a failed item is %s, recorded', (name, failure) => {
    const verdict = inquire([item('FAILED', errors(name))]);

    expect(verdict).toEqual(recorded(failure, name));
  });

  it('name failures that say "no money moved", and sanctions', () => {
    const rows = [...ITEM_ERRORS.values()].map((failure) => [failure, FAILURES[failure].money]);

    const others = rows.filter(([, money]) => money !== 'no').map(([failure]) => failure);

    expect(new Set(others)).toEqual(new Set(['regulatory.sanctions']));
  });

  it.each([...STRANGE.slice(1), 'DUPLICATE_ITEM', 'REGULATORY_PENDING', 'SOMETHING_NEW'])(
    'do not include %j: failed, but why is doubt',
    (name) => {
      expect(inquire([item('FAILED', errors(name))])).toMatchObject({ kind: 'unknown' });
    },
  );

  it.each(['RECEIVER_UNREGISTERED', 'RECEIVER_UNCONFIRMED', 'SOMETHING_NEW'])(
    'do not turn an unclaimed item into a failed one: %s',
    (name) => {
      expect(inquire([item('UNCLAIMED', errors(name))])).toMatchObject({ kind: 'accepted' });
    },
  );

  it('tell why money came back, when they are catalogued', () => {
    const [known, strange] = ['RECEIVER_UNREGISTERED', 'Jane Doe'].map((name) =>
      inquire([item('RETURNED', errors(name))]),
    );

    expect(known).toEqual(returned('eligibility.wallet', 'RECEIVER_UNREGISTERED'));
    expect(strange).toEqual(returned('eligibility.wallet', 'RETURNED'));
  });
});

describe('the statuses of a batch', () => {
  const silent = [
    ['PENDING', { kind: 'accepted', partnerReference: BATCH_ID, echo: {} }],
    ['PROCESSING', { kind: 'accepted', partnerReference: BATCH_ID, echo: {} }],
    ['SUCCESS', { kind: 'unknown', failure: 'technical.thirdparty.contract' }],
    [
      'DENIED',
      { kind: 'refused', recorded: true, failure: 'technical.settlement.failed', echo: {} },
    ],
  ] as const;

  it.each(silent)('%s says of a payout that is not listed', (status, expected) => {
    const { whole, items } = inquireBatch({ batch_header: header(status), items: [] });

    expect(whole).toMatchObject(expected);
    expect(items.size).toBe(0);
  });

  it('are all proven above', () => {
    expect([...BATCH_STATUSES.keys()]).toEqual(silent.map(([status]) => status));
  });

  it.each(silent)('%s never outweighs an item’s own', (status) => {
    const words = ['SUCCESS', 'FAILED', 'PENDING'];

    const verdicts = words.map((word) => inquire([item(word)], status).kind);

    expect(verdicts).toEqual(['executed', 'refused', 'accepted']);
  });

  it.each(STRANGE)('do not include %j, whatever the items say', (status) => {
    const reading = inquireBatch({ batch_header: header(status), items: [item('SUCCESS')] });

    expect(reading.whole).toMatchObject({ kind: 'unknown' });
    expect(reading.items.size).toBe(0);
  });

  it('DENIED gives its items its status and its reason, where they have none', () => {
    const denied = { batch_header: { ...header('DENIED'), ...errors('INSUFFICIENT_FUNDS') } };
    const mute = item('', { transaction_status: undefined });
    const own = item('FAILED', errors('RISK_DECLINE'), BATCH.members[1]);

    const { items } = inquireBatch({ ...denied, items: [mute, own] });

    expect(items.get(FIRST)).toMatchObject(recorded('risk.liquidity', 'INSUFFICIENT_FUNDS'));
    expect(items.get(SECOND)).toMatchObject({ failure: 'risk.fraud.suspected' });
    expect(items.has(THIRD)).toBe(false);
  });

  it('DENIED with a list that misses a payout leaves that one in doubt', () => {
    const { whole } = inquireBatch({ batch_header: header('DENIED'), items: [item('FAILED')] });

    expect(whole).toMatchObject({ kind: 'unknown' });
  });

  it('DENIED for a reason not catalogued is doubt', () => {
    const strange = { ...header('DENIED'), ...errors('SOMETHING_NEW') };

    expect(inquireBatch({ batch_header: strange }).whole).toMatchObject({ kind: 'unknown' });
  });
});

describe('a batch that is through', () => {
  it('gives each payout its own end', () => {
    const [, second, third] = BATCH.members;
    const json = {
      batch_header: header('SUCCESS'),
      total_items: 3,
      items: [
        item('UNCLAIMED', errors('RECEIVER_UNREGISTERED'), third),
        item('SUCCESS'),
        item('FAILED', errors('RECEIVER_ACCOUNT_LOCKED'), second),
      ],
    };

    const { whole, items } = inquireBatch(json);

    expect(items.get(FIRST)).toMatchObject({ kind: 'executed', echo: ECHO });
    expect(items.get(SECOND)).toMatchObject({ failure: 'eligibility.account.blocked' });
    expect(items.get(THIRD)).toMatchObject({ kind: 'accepted' });
    expect(whole).toMatchObject({ kind: 'accepted', partnerReference: BATCH_ID });
  });

  it('that lists one payout twice says nothing of it', () => {
    const { items } = inquireBatch({
      batch_header: header('SUCCESS'),
      items: [item('SUCCESS'), item('FAILED')],
    });

    expect(items.get(FIRST)).toMatchObject({ kind: 'unknown' });
  });

  it('that lists somebody else’s payout says nothing of it to us', () => {
    const stranger = { ...INSTRUCTION, partnerKey: 'STRANGER' };

    const { items } = inquireBatch({
      batch_header: header('PROCESSING'),
      items: [item('SUCCESS', {}, stranger)],
    });

    expect(items.size).toBe(0);
  });

  it('is asked for by one of its payouts alone', () => {
    const items = [item('FAILED', errors('RISK_DECLINE'), BATCH.members[1]), item('SUCCESS')];

    expect(inquire(items, 'SUCCESS')).toMatchObject({ kind: 'executed', echo: ECHO });
  });
});

function inquireBatch(json: unknown): BatchReading {
  return batches.inquire(BATCH, BATCH_ID, STAMP).read(reply(200, json), AT_MS);
}

function inquire(items: readonly unknown[], status = 'PROCESSING'): Verdict {
  return inquireReply(200, { batch_header: header(status), items });
}

function recorded(failure: string, partnerCode: string) {
  return { kind: 'refused', recorded: true, failure, partnerCode, echo: ECHO };
}

function returned(failure: string, partnerCode: string) {
  const { amount } = INSTRUCTION;
  return { kind: 'returned', amount, feeMinor: 0n, failure, partnerCode, echo: ECHO };
}
