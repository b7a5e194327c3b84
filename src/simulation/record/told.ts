import type { Claim, Statement, Told as ToldEvidence } from '../../oracle/evidence.ts';
import type { Finding, Wrong } from '../../oracle/wrongs.ts';
import type { PayoutView } from '../../payouts/views/views.ts';
import { claimIn, claimOf } from './claim-in.ts';
import type { Truth } from './truth.ts';

/** An answer of the API, as far as what it tells is read. Header names are in lower case. */
interface Answer {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A webhook as the caller's endpoint got it. */
export interface Heard {
  readonly id: string;
  readonly body: string;
}

/** Everything that callers, operators and the webhook endpoint were told. */
export interface Told extends ToldEvidence {
  /** What no caller may be answered, found while listening. */
  readonly complaints: readonly Finding[];
  /** Takes the answer to a call that shows one payout; `null` when it shows none. */
  hear(how: string, answer: Answer): Claim | null;
  /** Takes every payout of a list. */
  hearList(how: string, answer: Answer): readonly PayoutView[];
  /** Takes the 202 to a POST under a key: a replay must show the payout of the first answer. */
  hearAccepted(key: string, answer: Answer): Claim | null;
  hearWebhook(heard: Heard): void;
  /** Takes a page of the last look. */
  hearFinally(answer: Answer): void;
  restoring(partner: string, atMs: number): void;
  hearExplained(view: Pick<PayoutView, 'id' | 'state' | 'moneyMoved'>): void;
  /** `id`: a payout, a key or a path. */
  complain(wrong: Wrong, id: string, detail: string): void;
}

/** Opens an empty memory. `asOfWebhook` gives the moment in which a webhook's change was decided. */
export function createTold(
  truth: Truth,
  asOfWebhook: (id: string) => number | null,
  count: (name: string) => void,
): Told {
  const statements: Statement[] = [];
  const acknowledged = new Set<string>();
  const webhooks = new Set<string>();
  const complaints: Finding[] = [];
  const finalStates = new Map<string, string>();
  const restores: { readonly partner: string; readonly atMs: number }[] = [];
  const firstIds = new Map<string, string>();

  /** Every hearing is a moment of its own, whatever moment it speaks of. */
  function note(how: string, claim: Claim, asOf?: number): Claim {
    const heardAt = truth.now();
    statements.push({ how, ...claim, asOf: asOf ?? heardAt });
    return claim;
  }

  function complain(wrong: Wrong, id: string, detail: string): void {
    complaints.push({ wrong, id, detail, amount: null });
  }

  function hearList(how: string, { body }: Answer): readonly PayoutView[] {
    const views = viewsIn(body);
    for (const view of views) note(how, claimOf(view));
    return views;
  }

  function hearAccepted(key: string, { body, headers }: Answer): Claim | null {
    const claim = claimIn(body);
    if (claim === null) return null;
    const { payoutId } = claim;
    acknowledged.add(payoutId);
    const first = firstIds.get(key) ?? payoutId;
    firstIds.set(key, first);
    if (first !== payoutId) {
      complain('toldWrong', payoutId, `${payoutId}, the key ${key} belongs to ${first}`);
    }
    if (headers.get('idempotent-replayed') !== 'true') return note('POST', claim);
    count('callers/keys replayed');
    return note('replay', claim);
  }

  const memory = { statements, acknowledged, webhooks, complaints, finalStates, restores };
  return {
    ...memory,
    complain,
    hearList,
    hearAccepted,
    restoring: (partner, atMs) => void restores.push({ partner, atMs }),
    hear(how, { body }) {
      const claim = claimIn(body);
      return claim === null ? null : note(how, claim);
    },
    hearFinally(answer) {
      for (const { id, state } of hearList('list', answer)) finalStates.set(id, state);
    },
    hearWebhook({ id, body }) {
      webhooks.add(id);
      const claim = claimIn(body);
      if (claim === null) complain('toldWrong', id, `webhook ${id} shows no payout`);
      else note('webhook', claim, asOfWebhook(id) ?? 0);
    },
    hearExplained({ id: payoutId, state, moneyMoved }) {
      note('explain', { payoutId, state, moneyMoved, safeToResubmit: false });
    },
  };
}

function viewsIn(body: string): readonly PayoutView[] {
  return (JSON.parse(body) as { readonly data: readonly PayoutView[] }).data;
}
