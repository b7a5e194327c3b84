/**
 * Goal: the kit tells a person what is wrong and where, excuses only what would fail, and never
 * passes by looking away.
 * Method: true partners with one file or one function spoilt; the sentences are read.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import { readCases } from '../../src/conformance/subject/cases.ts';
import { readDescription } from '../../src/conformance/subject/description.ts';
import { type RuleResult, runKit } from '../../src/conformance/run-kit.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';

const FILE = 'fixtures/x/kit.json';

describe('a kit.json', () => {
  it.each([
    ['nothing in it', '', /^fixtures\/x\/kit\.json: missing, or empty$/],
    ['no JSON', '{', /^fixtures\/x\/kit\.json: not JSON/],
    ['a blank', '{}', /^fixtures\/x\/kit\.json: sealed: /],
    ['a reason that is none', '{"sealed":{"answers":"no","callbacks":true}}', /sealed\.answers: /],
    ['a field that it does not know', '{"sealled":{}}', /sealled/],
  ])('with %s is refused, by file and field', (_name, text, sentence) => {
    expect(() => readDescription(text, FILE)).toThrow(sentence);
  });
});

describe('a cases.json', () => {
  it('that names a message which is not there is refused by name', () => {
    const cases = {
      atMs: 1,
      instruction: {
        partnerKey: 'K',
        amount: { currency: 'CNY', minor: '1' },
        creditor: { name: 'N', account: { type: 'iban', value: 'V' } },
        remittance: '',
      },
      cases: [{ reply: 'submit.gone.json', lane: 'submit', expect: {} }],
    };
    const files = new Map([['cases.json', JSON.stringify(cases)]]);

    expect(() => readCases(files, 'fixtures/x')).toThrow(
      'fixtures/x/cases.json: there is no submit.gone.json',
    );
  });
});

describe('the kit', () => {
  it('says what an adapter that is not written yet must get first', async () => {
    const good = await openSubject('wechat');
    const adapter = {
      ...good.adapter,
      submit() {
        throw new Error('adapters/wechat/adapter.ts: submit is not written yet');
      },
    };

    const results = await runKit({ ...good, adapter, createAdapter: () => adapter });

    expect(resultOf(results, 'round-trip').problems).toEqual([
      'adapters/wechat/adapter.ts: submit is not written yet',
    ]);
  });

  it('fails a change in kit.json that changes nothing', async () => {
    const good = await openSubject('wechat');
    const stale = { in: 'submit.success.json', from: '"NOT IN IT"', to: 'x' };
    const description = {
      ...good.description,
      changes: { ...good.description.changes, otherAmount: stale },
    };

    const results = await runKit({ ...good, description });

    expect(resultOf(results, 'echo').problems).toEqual([
      'fixtures/wechat/kit.json: changes.otherAmount: submit.success.json holds no "NOT IN IT"',
    ]);
  });

  it('takes no reason that is still to be written', async () => {
    const good = await openSubject('wechat');
    const otherCurrency = 'TODO: another currency, or why no answer repeats it';
    const description = {
      ...good.description,
      changes: { ...good.description.changes, otherCurrency },
    };

    const results = await runKit({ ...good, description });

    expect(resultOf(results, 'echo').problems).toEqual([
      `fixtures/wechat/kit.json: otherCurrency: ${otherCurrency}`,
    ]);
  });

  it.each([
    ['a whole rule', 'duplicates'],
    ['one part of it', 'duplicates/paid once'],
  ])('excuses %s, for the reason that is written down', async (_what, key) => {
    const reason = 'The sandbox of this test pays twice on purpose.';
    const good = await openSubject('wechat');
    const description = { ...good.description, skips: { [key]: reason } };

    const results = await runKit({ ...payingTwice(good), description });

    expect(resultOf(results, 'duplicates')).toMatchObject({
      outcome: 'passed',
      problems: [],
      skips: [{ part: 'paid once', reason }],
    });
    expect(resultOf(results, 'no-needless-skip').outcome).toBe('passed');
  });

  it('never passes a rule that had nothing to look at', async () => {
    const good = await openSubject('wechat');

    const results = await runKit({ ...good, cases: [] });

    const passed = results
      .filter(({ outcome }) => outcome === 'passed')
      .map(({ rule }) => rule.name);
    expect(passed).not.toContain('hostile-replies');
    expect(passed).not.toContain('answers-sealed');
    expect(passed).not.toContain('callbacks-sealed');
    expect(passed).not.toContain('stored-messages');
  });
});

/** Books that show every order twice, as a bank without deduplication would have them. */
function payingTwice(subject: Subject): Subject {
  return {
    ...subject,
    openSandbox() {
      const door = subject.openSandbox();
      let submits = 0;
      return {
        ...door,
        handle(request) {
          submits += Number(request.body.includes('out_bill_no'));
          return door.handle(request);
        },
        books: () =>
          door.books().map((line) => ({ ...line, executions: submits > 1 ? 2 : line.executions })),
      };
    },
  };
}

function resultOf(results: readonly RuleResult[], name: string): RuleResult {
  const result = results.find(({ rule }) => rule.name === name);
  if (result === undefined) throw new Error(`no rule ${name}`);
  return result;
}
