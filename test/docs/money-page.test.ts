/**
 * Goal: docs/MONEY.md says what the code does, in both directions: its states and what a caller is
 * told, its transitions, its rules and the points at which the gateway is killed.
 * Method: read the page's tables and hold them against the product's own tables, the model's rows
 * and mutations, and the crash tests' points. Equal means equal: nothing more on either side.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { isFinal, PAYOUT_STATES } from '../../src/payouts/model/payout.ts';
import { MEANING } from '../../src/payouts/model/money-moved.ts';
import { CRASH_POINTS } from '../../src/proof/crash/crash-points.ts';
import { MUTATIONS } from '../../src/proof/model/mutations.ts';
import { ROWS } from '../../src/proof/model/rows.ts';
import { tableOf } from './read-page.ts';

const PAGE = readFileSync(new URL('../../docs/MONEY.md', import.meta.url), 'utf8');

describe('docs/MONEY.md', () => {
  it('has the states of the code, and tells of each what a caller is told', () => {
    const page = tableOf(PAGE, 'State').map(([state, , moved, safe, final]) => [
      state,
      moved,
      safe,
      final,
    ]);

    const code = PAYOUT_STATES.map((state) => {
      const { moneyMoved, safeToResubmit } = MEANING[state];
      return [state, moneyMoved, yesOrNo(safeToResubmit), yesOrNo(isFinal(state))];
    });
    expect(page).toEqual(code);
  });

  it('has the rows of the model check, with their states and facts', () => {
    const page = tableOf(PAGE, 'Row').map(([row, from, by, to]) => [row, from, by, to]);

    const model = ROWS.map(({ row, from, by, to }) => [
      `row ${row}`,
      from.length === 0 ? 'none' : from.join(', '),
      by.join(', '),
      to === 'stays' ? to : to.join(', '),
    ]);
    expect(page).toEqual(model);
  });

  it('names a rule for each mutation of the model check, and a mutation for each rule', () => {
    const page = [...tableOf(PAGE, 'Rule'), ...tableOf(PAGE, 'Line')].map(([rule]) => rule);

    expect(page).toEqual(MUTATIONS.map(({ rule }) => rule));
  });

  it('names the points at which the crash tests kill the gateway, in their order', () => {
    const page = tableOf(PAGE, 'Killed').flatMap(([, point]) => (point === '' ? [] : [point]));

    expect(page).toEqual(Object.keys(CRASH_POINTS));
  });
});

function yesOrNo(isTrue: boolean): string {
  return isTrue ? 'yes' : 'no';
}
