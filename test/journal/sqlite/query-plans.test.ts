/**
 * Goal: no read walks through the finished payouts: commits wait behind a read, so its cost may
 * depend on what it returns, never on how much was ever paid.
 *
 * Method: SQLite's own plan for every statement the session prepares, listings in each shape.
 */
import { describe, expect, it } from 'vitest';

import type { ListFilter } from '../../../src/journal/port.ts';
import { openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { createSqliteReads } from '../../../src/journal/sqlite/sqlite-reads.ts';
import { SAMPLE_AT_MS } from '../samples.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The plans of every statement that `run` makes the session prepare. */
function plansOf(run: (reads: ReturnType<typeof createSqliteReads>['reads']) => void): string[] {
  const database = openDatabase(temporaryFolder(), SAMPLE_AT_MS);
  const texts: string[] = [];
  const { reads } = createSqliteReads({
    prepare(text) {
      texts.push(text);
      return database.prepare(text);
    },
  });
  const before = texts.length;
  run(reads);
  const plans = (run.length === 0 ? texts : texts.slice(before)).map((text) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map(({ detail }) => String(detail))
      .join('; '),
  );
  database.close();
  return plans;
}

describe('the plan of', () => {
  it('every fixed read is a search by index', () => {
    const plans = plansOf(() => {});

    // `standing` is the census itself: a row for each state and partner.
    const scans = plans.filter((plan) => /SCAN (?!json_each|standing)/.test(plan));

    expect(plans).toHaveLength(16);
    expect(scans).toEqual([]);
  });

  it('due work is the partial index, in order', () => {
    const due = plansOf(() => {}).filter((plan) => plan.includes('_due '));

    expect(due).toEqual([
      'SEARCH payouts USING INDEX payouts_due (due_at_ms>? AND due_at_ms<?)',
      'SEARCH outbox USING INDEX outbox_due (due_at_ms>? AND due_at_ms<?)',
    ]);
  });

  it('the census is answered by its index alone', () => {
    const census = plansOf(() => {}).filter((plan) => plan.includes('json_each'));

    expect(census.join()).toContain('SEARCH payouts USING COVERING INDEX payouts_state (state=?)');
  });

  it.each<[Omit<ListFilter, 'limit'>, string]>([
    [{ caller: 'c' }, 'payouts_caller (caller=?)'],
    [{ caller: 'c', state: 's' }, 'payouts_state (state=?)'],
    [{ caller: 'c', partner: 'p' }, 'payouts_partner (partner=?)'],
    [{ caller: 'c', partner: 'p', obligation: 'o' }, 'payouts_obligation (obligation=?)'],
    [{ caller: 'c', beforeId: 'x' }, 'payouts_caller (caller=? AND id<?)'],
    [{ beforeId: 'x', createdToMs: 1 }, 'sqlite_autoindex_payouts_1 (id<?)'],
  ])('a listing by %j walks %s in order, without sorting', (filter, index) => {
    const plans = plansOf((reads) => reads.list({ ...filter, limit: 10 }));

    expect(plans).toEqual([`SEARCH payouts USING INDEX ${index}`]);
  });

  it('a listing is made once for its shape, whatever is asked by it', () => {
    const plans = plansOf((reads) => {
      reads.list({ caller: 'a', limit: 10 });
      reads.list({ caller: 'b', limit: 20 });
    });

    expect(plans).toHaveLength(1);
  });
});
