/**
 * Goal: somebody who mistypes a field, a setting or a partner is told the one they meant, and nobody
 * is told a name that has nothing to do with it.
 * Method: slips of each kind at both sides of the limit, spellings of other conventions, a part of a
 * name, and names that are merely both short.
 */
import { describe, expect, it } from 'vitest';

import { nearestName } from '../../src/text/nearest-name.ts';

describe('the nearest name', () => {
  it.each([
    ['is the same in another case', 'slowms', ['slowMs', 'queueMax'], 'slowMs'],
    ['is the same with underscores', 'dry_run', ['dryRun', 'deadline'], 'dryRun'],
    ['is the same with hyphens', 'try-timeout-ms', ['slowMs', 'tryTimeoutMs'], 'tryTimeoutMs'],
    ['lacks a letter', 'amout', ['account', 'amount'], 'amount'],
    ['has a letter too many', 'amounnt', ['account', 'amount'], 'amount'],
    ['has another letter', 'alipai', ['wechat', 'alipay'], 'alipay'],
    ['has two letters swapped, which is one slip', 'iabn', ['bic', 'iban'], 'iban'],
    [
      'has three slips, which is the most',
      'expolratonPercnt',
      ['explorationPercent'],
      'explorationPercent',
    ],
    [
      'has three slips and no more letters than nine',
      'timeoutMs',
      ['tryTimeoutMs'],
      'tryTimeoutMs',
    ],
    ['is the closest of several', 'amunt', ['account', 'mount', 'amount'], 'amount'],
    ['is the first of two that are equally close', 'fee', ['fees', 'feed'], 'fees'],
    ['ends with what was written', 'backoffStep', ['proberBackoffStep'], 'proberBackoffStep'],
    [
      'is the shortest that ends so',
      'window',
      ['maintenanceWindow', 'breakerWindow'],
      'breakerWindow',
    ],
  ])('%s: %s', (_why, given, known, meant) => {
    expect(nearestName(given, known)).toBe(meant);
  });

  it.each([
    ['has four slips', 'explor', ['exploXXXXr']],
    ['has more than one slip in five letters', 'colox', ['coaxx']],
    ['has nothing in common', 'color', ['slowMs', 'queueMax']],
    ['has two letters that any name may end with', 'Ms', ['tryTimeoutMs']],
    ['is longer than anything typed by hand', `${'x'.repeat(64)}y`, ['x'.repeat(64)]],
    ['consists of nothing', '__', ['a', 'amount']],
    ['is looked for among none', 'amount', []],
  ])('does not exist when the name %s: %s', (_why, given, known) => {
    expect(nearestName(given, known)).toBeNull();
  });
});
