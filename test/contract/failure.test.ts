/**
 * Goal: the failure table can be trusted: complete, safe to show, and the page equals it.
 *
 * Method: every row is checked against rules that hold for all of them, and docs/FAILURES.md is
 * compared with the table both ways: by text, and by reading the codes back out of the page.
 */
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { failuresPage } from '../../scripts/failures-page.ts';
import { categoryOf, FAILURES, isFailureCode } from '../../src/contract/failure.ts';
import type { FailureMeaning } from '../../src/contract/failure-meaning.ts';
import { CUSTOMER_TEXTS } from '../../src/contract/failures/customer-texts.ts';

const ROWS: readonly (readonly [string, FailureMeaning])[] = Object.entries(FAILURES);
const PAGE = readFileSync(new URL('../../docs/FAILURES.md', import.meta.url), 'utf8');

/** How many ways to fail each category has: one that is lost by mistake is missed here. */
const ROWS_PER_CATEGORY = { technical: 12, risk: 6, eligibility: 10, partner: 10, regulatory: 7 };

/** Words that would tell a customer why a policy stopped the payout. */
const TELLING =
  /fraud|risk|sanction|screen|blocklist|blacklist|launder|polic|score|suspect|insufficient|fund|欺诈|风险|风控|制裁|筛查|黑名单|洗钱|可疑|评分|余额不足|头寸/i;

describe('the failure table', () => {
  it('holds every row of the law, by category', () => {
    const counts = Object.groupBy(ROWS, ([code]) => (isFailureCode(code) ? categoryOf(code) : '?'));

    const perCategory = Object.fromEntries(
      Object.entries(counts).map(([category, rows]) => [category, rows.length]),
    );

    expect(perCategory).toEqual(ROWS_PER_CATEGORY);
  });

  it.each(ROWS)('%s says what happened, who owns it and what to do', (_, row) => {
    expect(row.owner).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(row.title).toMatch(/^\p{Lu}.{10,98}\.$/u);
    expect(row.remedy).toMatch(/^\p{Lu}.{10,98}\.$/u);
  });

  it.each(Object.values(CUSTOMER_TEXTS))('$key is one plain text per language', ({ text }) => {
    expect(text.en).toMatch(/^\p{Lu}[^{}%]{10,98}\.$/u);
    expect(text['zh-CN']).toMatch(/^\p{Script=Han}[\p{Script=Han}，、；]{6,48}。$/u);
  });

  it('shows nothing to the customer only where a message would be wrong', () => {
    const silent = ROWS.filter(([, row]) => row.customer === null).map(([code]) => code);

    expect(silent).toEqual(['eligibility.deceased', 'partner.delay.statement', 'partner.mismatch']);
  });

  it('sends nothing in doubt through another partner, and only inquires it', () => {
    const inDoubt = ROWS.filter(([, row]) => row.money === 'unknown');

    const courses = inDoubt.map(([, row]) => `${row.course}, failover ${row.failover}`);

    expect(inDoubt.map(([code]) => code)).toEqual([
      'technical.latency.response',
      'technical.connection.lost',
      'technical.thirdparty.error',
      'technical.thirdparty.contract',
      'technical.internal',
      'partner.delay.webhook',
      'regulatory.sanctions',
    ]);
    expect(new Set(courses)).toEqual(new Set(['inquire, failover false']));
  });

  it('never fails over what a person must judge', () => {
    const held = ROWS.filter(([, row]) => row.course === 'hold');

    expect(held.map(([code]) => code)).toEqual([
      'risk.limit.velocity',
      'risk.fraud.suspected',
      'risk.duplicate.suspected',
      'risk.payee.quarantined',
      'partner.review',
    ]);
    expect(held.filter(([, row]) => row.failover)).toEqual([]);
  });

  it('tells no customer a reason of risk, sanctions or our own liquidity', () => {
    const telling = Object.values(CUSTOMER_TEXTS).filter(
      ({ text }) => TELLING.test(text.en) || TELLING.test(text['zh-CN']),
    );

    expect(telling).toEqual([]);
  });

  it('says of a conflict and of an isolation what they are, and not one of their causes', () => {
    expect(FAILURES['partner.mismatch'].title).not.toMatch(/statement/i);
    expect(FAILURES['technical.breaker.open'].title).toMatch(/isolated/);
  });

  it('gives suspected fraud and a screening hit the text of an innocent row', () => {
    const innocent = FAILURES['technical.internal'].customer;

    expect(FAILURES['risk.fraud.suspected'].customer).toBe(innocent);
    expect(FAILURES['regulatory.sanctions'].customer).toBe(innocent);
  });

  it('uses each customer key for one text, and each text for some row', () => {
    const used = new Set(ROWS.flatMap(([, row]) => (row.customer === null ? [] : [row.customer])));

    expect(used).toEqual(new Set(Object.values(CUSTOMER_TEXTS)));
    expect(new Set([...used].map(({ key }) => key)).size).toBe(used.size);
  });

  it('names ISO 20022 reasons in their form, and a return reason only for returned money', () => {
    const reasons = ROWS.flatMap(([code, { iso }]) => (iso === null ? [] : [{ code, iso }]));

    const malformed = reasons.filter(
      ({ iso }) => !/^[A-Z]{2}(?:[A-Z]{2}|\d[\dA-Z])$/.test(iso.code),
    );
    const returns = reasons.filter(({ iso }) => iso.set === 'return');

    expect(malformed).toEqual([]);
    expect(returns.map(({ code }) => code)).toEqual(['partner.returned']);
  });
});

describe('docs/FAILURES.md', () => {
  it('is what the table renders (npm run pages writes it)', () => {
    expect(PAGE).toBe(failuresPage());
  });

  it('explains each code of the table once, and no other', () => {
    const explained = [...PAGE.matchAll(/^### `([^`]+)`$/gm)].map(([, code]) => code);

    expect(explained).toEqual(ROWS.map(([code]) => code));
  });
});
