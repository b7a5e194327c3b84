import type { PayoutView } from '../../src/payouts/view.ts';
import type { DoorAnswer } from './door.ts';
import type { Heard } from './sim-world.ts';
import type { Truth } from './truth.ts';

/** One thing that somebody was told about a payout's money. */
export interface Statement {
  readonly payoutId: string;
  readonly how: string;
  readonly state: PayoutView['state'];
  readonly moneyMoved: PayoutView['moneyMoved'];
  readonly safeToResubmit: boolean;
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
  /** Takes the answer to a call that shows one payout; `null` when it shows none. */
  hear(how: string, answer: DoorAnswer): PayoutView | null;
  /** Takes every payout of a list. */
  hearList(how: string, answer: DoorAnswer): readonly PayoutView[];
  /** Takes the 202 to a POST under a key: a replay must repeat the first answer word for word. */
  hearAccepted(key: string, answer: DoorAnswer): PayoutView | null;
  hearWebhook(heard: Heard): void;
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
  const firstAnswers = new Map<string, string>();

  function note(how: string, view: PayoutView, asOf?: number): PayoutView {
    const heardAt = truth.now();
    const { id: payoutId, state, moneyMoved, safeToResubmit } = view;
    const common = { payoutId, how, state, moneyMoved, safeToResubmit };
    statements.push({ ...common, asOf: asOf ?? heardAt, heardAt });
    return view;
  }

  /** Our own API's answer: a payout, or a problem that carries one. */
  function viewIn({ body }: DoorAnswer): PayoutView | null {
    const json = JSON.parse(body) as PayoutView | { readonly payout?: PayoutView };
    return 'object' in json ? json : (json.payout ?? null);
  }

  return {
    statements,
    acknowledged,
    webhooks,
    complaints,
    hear(how, answer) {
      const view = viewIn(answer);
      return view === null ? null : note(how, view);
    },
    hearList(how, { body }) {
      const { data } = JSON.parse(body) as { readonly data: readonly PayoutView[] };
      return data.map((view) => note(how, view));
    },
    hearAccepted(key, answer) {
      const view = viewIn(answer);
      if (view === null) return null;
      acknowledged.add(view.id);
      const first = firstAnswers.get(key);
      firstAnswers.set(key, first ?? answer.body);
      if (answer.headers.get('idempotent-replayed') !== 'true') return note('POST', view);
      count('callers/keys replayed');
      if (first !== undefined && first !== answer.body) {
        complaints.push(`told wrong: ${view.id}, the replay of ${key} is not its first answer`);
      }
      return view;
    },
    hearWebhook({ id, body }) {
      webhooks.add(id);
      const { data } = JSON.parse(body) as { readonly data: PayoutView };
      note('webhook', data, asOfWebhook(id) ?? 0);
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
