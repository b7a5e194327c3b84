import type { PayoutView } from '../../payouts/views/views.ts';
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

/** What a view of a payout claims about its money. */
export interface Claim {
  readonly payoutId: string;
  readonly state: PayoutView['state'];
  readonly moneyMoved: PayoutView['moneyMoved'];
  readonly safeToResubmit: boolean;
}

/** One claim that somebody was told. */
export interface Statement extends Claim {
  readonly how: string;
  /** The moment of which it speaks: that of the answer, or of the change a webhook reports. */
  readonly asOf: number;
  /** The moment in which it was heard. */
  readonly heardAt: number;
}

/** Everything that callers, operators and the webhook endpoint were told. */
export interface Told {
  readonly statements: readonly Statement[];
  /** Payouts whose acceptance was acknowledged with a 202. */
  readonly acknowledged: ReadonlySet<string>;
  /** Ids of the webhooks that arrived. */
  readonly webhooks: ReadonlySet<string>;
  /** What no caller may be answered, in words. */
  readonly complaints: readonly string[];
  /** The states that the API shows when all is over: what the journal holds for good. */
  readonly finalStates: ReadonlyMap<string, string>;
  /** When operators asked to take a partner back into service, on the monotonic clock. */
  readonly restores: readonly { readonly partner: string; readonly atMs: number }[];
  /** Takes the answer to a call that shows one payout; `null` when it shows none. */
  hear(how: string, answer: Answer): Claim | null;
  /** Takes every payout of a list. */
  hearList(how: string, answer: Answer): readonly PayoutView[];
  /** Takes the 202 to a POST under a key: a replay must repeat the first answer word for word. */
  hearAccepted(key: string, answer: Answer): Claim | null;
  hearWebhook(heard: Heard): void;
  /** Takes a page of the last look. */
  hearFinally(answer: Answer): void;
  restoring(partner: string, atMs: number): void;
  hearExplained(view: Pick<PayoutView, 'id' | 'state' | 'moneyMoved'>): void;
  complain(line: string): void;
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
  const complaints: string[] = [];
  const finalStates = new Map<string, string>();
  const restores: { readonly partner: string; readonly atMs: number }[] = [];
  const firstAnswers = new Map<string, string>();

  function note(how: string, claim: Claim, asOf?: number): Claim {
    const heardAt = truth.now();
    statements.push({ how, ...claim, asOf: asOf ?? heardAt, heardAt });
    return claim;
  }

  function hearList(how: string, { body }: Answer): readonly PayoutView[] {
    const { data } = JSON.parse(body) as { readonly data: readonly PayoutView[] };
    for (const view of data) note(how, claimOf(view));
    return data;
  }

  return {
    statements,
    acknowledged,
    webhooks,
    complaints,
    finalStates,
    restores,
    restoring(partner, atMs) {
      restores.push({ partner, atMs });
    },
    hear(how, answer) {
      const claim = claimIn(answer.body);
      return claim === null ? null : note(how, claim);
    },
    hearList,
    hearFinally(answer) {
      for (const { id, state } of hearList('list', answer)) finalStates.set(id, state);
    },
    hearAccepted(key, answer) {
      const claim = claimIn(answer.body);
      if (claim === null) return null;
      const { payoutId } = claim;
      acknowledged.add(payoutId);
      const first = firstAnswers.get(key);
      firstAnswers.set(key, first ?? answer.body);
      if (answer.headers.get('idempotent-replayed') !== 'true') return note('POST', claim);
      count('callers/keys replayed');
      if (first !== undefined && first !== answer.body) {
        complaints.push(`told wrong: ${payoutId}, the replay of ${key} is not its first answer`);
      }
      return claim;
    },
    hearWebhook({ id, body }) {
      webhooks.add(id);
      const claim = claimIn(body);
      if (claim === null) complaints.push(`told wrong: webhook ${id} shows no payout`);
      else note('webhook', claim, asOfWebhook(id) ?? 0);
    },
    hearExplained({ id: payoutId, state, moneyMoved }) {
      const heardAt = truth.now();
      const said = { state, moneyMoved, safeToResubmit: false };
      statements.push({ payoutId, how: 'explain', ...said, asOf: heardAt, heardAt });
    },
    complain(line) {
      complaints.push(line);
    },
  };
}

function claimOf({ id, state, moneyMoved, safeToResubmit }: PayoutView): Claim {
  return { payoutId: id, state, moneyMoved, safeToResubmit };
}

/** A view's first members, in the order in which our API writes them. */
const CLAIM =
  /"object":"payout","id":"(po_[0-9a-f]+)","state":"([A-Z_]+)","moneyMoved":"(no|unknown|yes)","safeToResubmit":(true|false),/;

/** The claim in an answer or a webhook, without parsing the rest; `null` when it shows no payout. */
function claimIn(body: string): Claim | null {
  const match = CLAIM.exec(body);
  if (match === null) return null;
  const [, payoutId = '', state, moneyMoved, safe] = match;
  // The pattern admits nothing else; a state that is none would fail every comparison.
  return {
    payoutId,
    state: state as Claim['state'],
    moneyMoved: moneyMoved as Claim['moneyMoved'],
    safeToResubmit: safe === 'true',
  };
}
