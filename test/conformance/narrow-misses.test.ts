/**
 * Goal: rules that nearly look away do not: a smallest amount of nothing, an empty table, a key that
 * moves to another place, a word about a copy that never left.
 * Method: one rule alone over a true partner with one thing spoilt; the parts that broke are read.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import type { Rule } from '../../src/conformance/rule.ts';
import { capabilityRecord } from '../../src/conformance/rules/capability-record.ts';
import { notFound } from '../../src/conformance/rules/not-found.ts';
import { partnerKey } from '../../src/conformance/rules/partner-key.ts';
import { tableEntries } from '../../src/conformance/rules/table-entries.ts';
import type { Subject, Witnessed } from '../../src/conformance/subject/subject.ts';
import type { CapabilityLimits } from '../../src/contract/capabilities.ts';
import { bend, misstate, rewrite } from '../adapters/mutants/bend.ts';

describe('capability-record', () => {
  it('takes a smallest amount of nothing for a mistake', async () => {
    expect(await broken(capabilityRecord, await limited({ amountMinorMin: 0n }))).toEqual([
      'amounts',
    ]);
  });

  it('lets a partner take one amount and no other', async () => {
    const { amount } = (await openSubject('adyen')).instruction;
    const only = { amountMinorMin: amount.minor, amountMinorMax: amount.minor };

    expect(await broken(capabilityRecord, await limited(only))).toEqual([]);
  });

  it.each(['none', 'byKey'] as const)('names a cancel that is %s on paper only', async (cancel) => {
    const subject = misstate({ cancel })(await openSubject('adyen'));
    const notes = await capabilityRecord.check(subject);

    expect(notes.filter(({ kind }) => kind === 'broken')).toEqual([
      {
        kind: 'broken',
        part: 'cancel',
        text: `adapters/adyen/capabilities.ts: cancel is '${cancel}', but what the adapter does is 'byReference'`,
      },
    ]);
  });
});

describe('not-found', () => {
  it('speaks of the one copy that left, never of one that did not', async () => {
    const subject = await openSubject('isobank');
    const told: Witnessed[] = [];
    await notFound.check({
      ...subject,
      judge(witnessed, adapter) {
        told.push(...witnessed);
        return subject.judge(witnessed, adapter);
      },
    });

    expect(new Set(told.map(({ epoch }) => epoch))).toEqual(new Set([1]));
    expect(new Set(told.map(({ source }) => source))).toEqual(new Set(['response', 'inquiry']));
  });
});

describe('partner-key', () => {
  it('sees a later copy carry the key under another header', async () => {
    const moved = rewrite((request, key, { nonce }) => ({
      ...request,
      headers: { ...request.headers, [nonce.endsWith('0') ? 'x-first' : 'x-later']: key },
    }));

    expect(await broken(partnerKey, moved(await openSubject('adyen')))).toEqual(['stable']);
  });

  it('sees a later copy carry the key once more in its content', async () => {
    const repeated = rewrite((request, key, { nonce }) =>
      nonce.endsWith('0') ? request : { ...request, body: `${request.body ?? ''} ${key}` },
    );

    expect(await broken(partnerKey, repeated(await openSubject('adyen')))).toEqual(['stable']);
  });

  it('sees a field that carries the key and, once more, something else', async () => {
    const twice = rewrite((request) => ({
      ...request,
      headers: { ...request.headers, 'IDEMPOTENCY-KEY': 'SOMETHINGELSE' },
    }));

    expect(await broken(partnerKey, twice(await openSubject('adyen')))).toContain('carried');
  });
});

describe('table-entries', () => {
  it('takes an empty table for one that is not written yet', async () => {
    const subject = await openSubject('adyen');
    const tables = new Map([...subject.tables, ['EMPTY', []]]);

    expect(await broken(tableEntries, { ...subject, tables })).toEqual(['EMPTY']);
  });
});

async function limited(changes: Partial<CapabilityLimits>): Promise<Subject> {
  const changed = bend((good) => ({
    ...good,
    capabilities: {
      ...good.capabilities,
      limits: { ...good.capabilities.limits, ...changes },
    },
  }));
  return changed(await openSubject('adyen'));
}

async function broken(rule: Rule, subject: Subject): Promise<readonly string[]> {
  const notes = await rule.check(subject);
  return notes.filter(({ kind }) => kind === 'broken').map(({ part }) => part);
}
