import { createHash } from 'node:crypto';

import type { PartnerAdapter, SessionRules } from '../../../src/contract/adapter.ts';
import { parseJsonObject, stringField } from '../../../src/contract/read.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { Subject } from '../../../src/conformance/subject/subject.ts';
import { bend, misread, type BendSubject } from './bend.ts';

const DOUBT: Verdict = {
  kind: 'unknown',
  failure: 'technical.thirdparty.contract',
  detail: 'about something else',
};

/** WeChat Pay, if it handed out tokens: the balance grants one. */
export const withSession: BendSubject = bend((good) => ({ ...good, session: tokens(good) }));

function tokens(good: PartnerAdapter): SessionRules {
  return {
    request: (stamp) => good.probe(stamp).request,
    read: (reply, nowMs) =>
      good.probe({ nowMs, nonce: '' }).read(reply, nowMs).alive
        ? { kind: 'granted', token: 'token', endsAtMs: nowMs + 1_000 }
        : { kind: 'refused', detail: 'no balance' },
    isTokenRefusal: ({ body }) => stringField(parseJsonObject(body) ?? {}, 'code') === 'NO_TOKEN',
    authorize: (request, token) => ({ ...request, headers: { ...request.headers, token } }),
  };
}

/** WeChat Pay, if it took two bills in one message, and never said what became of them. */
export const withBatch: BendSubject = bend((good) => ({
  ...good,
  capabilities: { ...good.capabilities, batchSizeMax: 2 },
  batch: {
    submit: (batch) => ({
      request: {
        method: 'POST',
        path: '/batch',
        headers: {},
        body: JSON.stringify(batch.members.map((member) => good.content(member))),
      },
      read: () => ({ whole: DOUBT, items: new Map() }),
    }),
    inquire: (batch) => ({
      request: { method: 'GET', path: `/batch/${batch.key}`, headers: {} },
      read: () => ({ whole: DOUBT, items: new Map() }),
    }),
  },
}));

/** WeChat Pay, if it wanted a refused number used again and told its bills apart by its own. */
export function withKeyUsedAgain(subject: Subject): Subject {
  const bent = misread(['submit', 'inquire', 'cancel'], (verdict, { body }, instruction) => {
    const reference = stringField(parseJsonObject(body) ?? {}, 'transfer_bill_no') ?? '';
    return instruction.supersededReferences.includes(reference) ? DOUBT : verdict;
  });
  return usedAgain(bent(subject));
}

/** The same record over an adapter that does not tell its bills apart. */
export function withKeyUsedBlindly(subject: Subject): Subject {
  return usedAgain(subject);
}

function usedAgain(subject: Subject): Subject {
  const file = 'inquire.fail-frozen.json';
  const stored = subject.cases.find((candidate) => candidate.file === file);
  const body = stored?.message.kind === 'whole' ? stored.message.body : '';
  const reference = stringField(parseJsonObject(body) ?? {}, 'transfer_bill_no') ?? '';
  const described = { ...subject.description, superseded: { in: file, reference } };
  const again = bend((good) => ({
    ...good,
    capabilities: { ...good.capabilities, keyAfterRefusal: 'same' },
  }));
  return again({ ...subject, description: described });
}

/** A key of the right form that has nothing to do with the attempt. */
export function strayKey(seed: string): string {
  return createHash('sha256')
    .update(seed)
    .digest('base64url')
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, 'A')
    .slice(0, 32);
}
