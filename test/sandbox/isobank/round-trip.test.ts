/**
 * Goal: adapter and simulated bank, which share no code, understand each other in every ending of
 * a payment, and what the adapter says is what the bank's books say.
 * Method: requests of the adapter go to the bank in process, its replies and pushes back to the
 * adapter, on virtual time; endings by magic values; then generated instructions.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fitText } from '../../../adapters/isobank/text.ts';
import type { Instruction, Stamp } from '../../../src/contract/adapter.ts';
import { FAILURES } from '../../../src/contract/failure.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { arbitraryInstruction } from '../../../scripts/iso20022/arbitrary-instruction.ts';
import { adapter, INSTRUCTION, KEY } from '../../adapters/isobank/demo-bank.ts';
import { openBank, SETTLE_MS, type TestBank } from './bank-client.ts';

const SEED = 20_261_124;

describe('a payment by the adapter', () => {
  it('is accepted, executed, then reconciled', async () => {
    const bank = openBank(SEED);

    expect(await send(bank, 'inquire')).toEqual({ kind: 'absent' });
    expect(await send(bank, 'submit')).toMatchObject({ kind: 'accepted' });
    expect(await send(bank, 'submit')).toMatchObject({ kind: 'accepted' });
    await bank.runtime.advance(SETTLE_MS);
    expect(await send(bank, 'inquire')).toMatchObject({ kind: 'executed', finality: 'executed' });
    expect(news(bank)).toMatchObject([
      { kind: 'executed', finality: 'executed' },
      { kind: 'executed', finality: 'reconciled' },
    ]);
    expect(bank.partner.bank.books()).toMatchObject([{ reference: KEY, executions: 1 }]);
  });

  it('has one bank reference in all that is said about it', async () => {
    const bank = openBank(SEED);

    const verdicts = [await send(bank, 'submit')];
    await bank.runtime.advance(SETTLE_MS);
    verdicts.push(await send(bank, 'inquire'), ...news(bank));

    const references = verdicts.map((one) => 'partnerReference' in one && one.partnerReference);
    expect(new Set(references)).toEqual(new Set([bank.partner.bank.books()[0]?.bankReference]));
  });

  it.each([
    ['sim:rejectAtOnce=AC04', 'refused', 'eligibility.account.closed'],
    ['sim:rejectAtOnce=TM01', 'refused', 'partner.cutoff'],
    ['sim:rejectAtOnce=AB05', 'unknown', 'technical.latency.response'],
    ['sim:rejectAtOnce=HOUSE-RULE', 'unknown', 'technical.thirdparty.contract'],
    ['sim:refuse=noFunds', 'refused', 'risk.liquidity'],
    ['sim:refuse=limit', 'refused', 'risk.limit.amount'],
    ['sim:refuse=FAULT', 'unknown', 'technical.thirdparty.error'],
    ['sim:throttle', 'refused', 'technical.overload.partner'],
    ['sim:unsignedAnswer', 'unknown', 'technical.thirdparty.contract'],
    ['sim:badSignature', 'unknown', 'technical.thirdparty.contract'],
    ['sim:clockSkew', 'unknown', 'technical.thirdparty.contract'],
    ['sim:garbage', 'unknown', 'technical.thirdparty.contract'],
    ['sim:error500AfterExecution', 'unknown', 'technical.thirdparty.error'],
  ])('with %s is %s as %s', async (remittance, kind, failure) => {
    const bank = openBank(SEED);

    const verdict = await send(bank, 'submit', { ...INSTRUCTION, remittance });

    expect(verdict).toMatchObject({ kind, failure });
  });

  it.each([
    ['sim:rejectAtOnce=AB05', { kind: 'refused', failure: 'technical.settlement.failed' }],
    ['sim:rejectAtOnce=NARR', { kind: 'refused', failure: 'partner.review' }],
    ['sim:badSignature', { kind: 'accepted' }],
    ['sim:error500AfterExecution', { kind: 'accepted' }],
    ['sim:error500BeforeExecution', { kind: 'absent' }],
    ['sim:payAtOnce;sim:garbage', { kind: 'executed' }],
  ])('with %s is known for certain by an inquiry', async (remittance, expected) => {
    const bank = openBank(SEED);
    const instruction = { ...INSTRUCTION, remittance };

    expect((await send(bank, 'submit', instruction)).kind).toBe('unknown');
    expect(await send(bank, 'inquire', instruction)).toMatchObject(expected);
  });

  it('repeats another amount as the bank shows it', async () => {
    const bank = openBank(SEED);

    const verdict = await send(bank, 'submit', {
      ...INSTRUCTION,
      remittance: 'sim:echoOtherAmount',
    });

    expect(verdict).toMatchObject({ echo: { amount: { currency: 'EUR', minor: 12_346n } } });
  });

  it('is a duplicate when the same key comes with other content', async () => {
    const bank = openBank(SEED);
    await send(bank, 'submit');

    const other = await send(bank, 'submit', { ...INSTRUCTION, remittance: 'something else' });

    expect(other).toEqual({ kind: 'duplicate', partnerCode: 'DU01' });
  });

  it('goes on over the change of the bank’s key', async () => {
    const bank = openBank(SEED);
    bank.arm('rotateKey');

    expect((await send(bank, 'submit')).kind).toBe('accepted');
    await bank.runtime.advance(SETTLE_MS);
    expect(news(bank)).toHaveLength(2);
  });

  it('comes back with amount, fee and reason', async () => {
    const bank = openBank(SEED);
    await send(bank, 'submit', { ...INSTRUCTION, remittance: 'sim:returnAfter=BE01:100:345' });
    await bank.runtime.advance(SETTLE_MS + 100);

    expect(news(bank).at(-1)).toEqual({
      kind: 'returned',
      amount: { currency: 'EUR', minor: 12_000n },
      feeMinor: 345n,
      failure: 'eligibility.name.mismatch',
      partnerCode: 'BE01',
      echo: {
        partnerKey: KEY,
        amount: INSTRUCTION.amount,
        account: INSTRUCTION.creditor.account.value,
      },
    });
  });

  it('believes no push with a bad signature', async () => {
    const bank = openBank(SEED);
    bank.arm('callbackBadSignature');
    await send(bank, 'submit');
    await bank.runtime.advance(SETTLE_MS);

    const kinds = bank.pushes().map((push) => adapter.readCallback(push, bank.runtime.now()).kind);

    expect(kinds).toEqual(['rejected', 'rejected']);
  });

  it('gives the receipt that the bank takes for one', () => {
    const { partner } = openBank(SEED);
    const takenWith = (outcome: 'taken' | 'refused' | 'failed') => {
      const { status, body } = adapter.answerCallback(outcome);
      return partner.callbackTaken(status, body);
    };

    expect([takenWith('taken'), takenWith('refused'), takenWith('failed')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('finds the bank alive by its balance, and dead without one', async () => {
    const bank = openBank(SEED);

    expect(await probe(bank)).toEqual({ alive: true });
    bank.arm('inquiryDown');
    expect(await probe(bank)).toMatchObject({ alive: false });
  });
});

describe('any instruction', () => {
  it(`is executed for its amount and payee, and echoed as sent (seed ${SEED})`, async () => {
    const noMagic = arbitraryInstruction.filter(
      ({ creditor, remittance }) => !`${creditor.name} ${remittance}`.includes('sim:'),
    );
    await fc.assert(
      fc.asyncProperty(noMagic, async (instruction) => {
        const bank = openBank(SEED, 10n ** 12n);

        const verdicts = [await send(bank, 'submit', instruction)];
        await bank.runtime.advance(SETTLE_MS);
        verdicts.push(await send(bank, 'inquire', instruction), ...news(bank));

        const { partnerKey, amount, creditor } = instruction;
        const echo = { partnerKey, amount, account: creditor.account.value };
        expect(verdicts.map((one) => one.kind)).toEqual([
          'accepted',
          'executed',
          'executed',
          'executed',
        ]);
        expect(verdicts.map((one) => 'echo' in one && one.echo)).toEqual(
          Array.from({ length: 4 }, () => echo),
        );
        expect(bank.partner.bank.books()).toMatchObject([
          {
            reference: partnerKey,
            amountMinor: amount.minor.toString(),
            currency: amount.currency,
            creditorAccount: creditor.account.value,
            creditorName: fitText(creditor.name),
            executions: 1,
          },
        ]);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('that is refused carries a failure that moves no money', async () => {
    for (const code of ['AC04', 'AM04', 'TM01', 'AG08', 'FF01', 'MS03', 'SL15', 'AB08']) {
      const bank = openBank(SEED);
      const verdict = await send(bank, 'submit', {
        ...INSTRUCTION,
        remittance: `sim:rejectAtOnce=${code}`,
      });

      expect(verdict).toMatchObject({ kind: 'refused', recorded: true, partnerCode: code });
      expect('failure' in verdict && FAILURES[verdict.failure].money).toBe('no');
      expect(bank.partner.bank.books()).toEqual([]);
    }
  });
});

async function send(
  bank: TestBank,
  operation: 'submit' | 'inquire',
  instruction: Instruction = INSTRUCTION,
): Promise<Verdict> {
  const { request, read } = adapter[operation](instruction, stamp(bank));
  const { method, path, headers, body = '' } = request;
  const reply = await bank.partner.handle({ method, path, headers, body });
  if (reply.kind !== 'answer') throw new Error(`the bank answered with ${reply.kind}`);
  return read(reply, bank.runtime.now());
}

async function probe(bank: TestBank) {
  const { request, read } = adapter.probe(stamp(bank));
  const { method, path, headers } = request;
  const reply = await bank.partner.handle({ method, path, headers, body: '' });
  if (reply.kind !== 'answer') throw new Error(`the bank answered with ${reply.kind}`);
  return read(reply, bank.runtime.now());
}

/** What the adapter makes of every push so far, in order. */
function news(bank: TestBank): readonly Verdict[] {
  return bank.pushes().flatMap((push) => {
    const reading = adapter.readCallback(push, bank.runtime.now());
    return reading.kind === 'news' ? reading.news.map((item) => item.verdict) : [];
  });
}

function stamp({ runtime }: TestBank): Stamp {
  return { nowMs: runtime.now(), nonce: runtime.randomHex(16) };
}
