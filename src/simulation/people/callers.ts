import type { DoorAnswer } from '../world/door.ts';
import type { Arrival } from '../plan/plan.ts';
import { CALLER, headersFor } from '../world/sim-gateway.ts';
import { simPartner } from '../partners/sim-partners.ts';
import type { SimWorld } from '../world/sim-world.ts';
import type { Claim } from '../../oracle/evidence.ts';
import type { Told } from '../record/told.ts';

const RETRY_MS = 500;
const TRIES_MAX = 60;
const PAGE = 100;
const HEADERS = headersFor(CALLER);

/** Answers after which the same request is sent again under the same key. */
const AGAIN: ReadonlySet<number> = new Set([409, 429, 503]);

/** The lender's payout service, one caller per loan. */
export interface Callers {
  /** Begins what the arrival says; everything else follows on virtual time. */
  arrive(arrival: Arrival): void;
  /** Looks at every payout once more, page by page. */
  lookAtAll(): Promise<void>;
  /** True while somebody still waits for an answer. */
  areWaiting(): boolean;
}

/** Callers who have ordered nothing yet. What they are told goes to `told`. */
export function createCallers(world: SimWorld, told: Told, count: (name: string) => void): Callers {
  const { time } = world;
  let waiting = 0;

  /** A request that is repeated until somebody answers it; `null` when nobody ever does. */
  async function insist(ask: () => Promise<DoorAnswer>): Promise<DoorAnswer | null> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const answer = await ask().catch(() => null);
      if (answer !== null && !AGAIN.has(answer.status)) return answer;
      count(`callers/asked again after ${answer?.status ?? 'a broken connection'}`);
      await time.sleep(RETRY_MS);
    }
    return null;
  }

  /** Posts a body under a key; a repeat gives the very bytes of the first request. */
  async function post(key: string, body: string): Promise<Claim | null> {
    const headers = { ...HEADERS, 'idempotency-key': key };
    const path = '/v1/payouts';
    const answer = await insist(() => world.call({ method: 'POST', path, headers, body }));
    if (answer?.status === 202) return told.hearAccepted(key, answer);
    told.complain('lost', key, `${key} was never accepted: ${answer?.body ?? 'no answer'}`);
    return null;
  }

  async function get(path: string, how: string): Promise<Claim | null> {
    const answer = await insist(() => world.call({ method: 'GET', path, headers: HEADERS }));
    if (answer?.status === 200) return told.hear(how, answer);
    told.complain('lost', path, `${path}: ${answer?.body ?? 'no answer'}`);
    return null;
  }

  const look = (id: string) => get(`/v1/payouts/${id}`, 'GET');

  async function cancel(id: string): Promise<void> {
    count('callers/cancels asked for');
    const path = `/v1/payouts/${id}/cancel`;
    const answer = await world.call({ method: 'POST', path, headers: HEADERS }).catch(() => null);
    if (answer !== null && [202, 409].includes(answer.status)) told.hear('cancel', answer);
  }

  /** A new payout for a loan whose first one came to nothing, as its caller was told. */
  async function resubmit(arrival: Arrival, claim: Claim): Promise<void> {
    count('callers/resubmitted when told it is safe');
    const replaces = claim.state === 'RETURNED' ? claim.payoutId : null;
    const again = await post(`${arrival.loan}:again`, bodyOf(arrival, replaces, time.now()));
    if (again !== null) await look(again.payoutId);
  }

  async function order(arrival: Arrival): Promise<void> {
    const { loan } = arrival;
    const key = `${loan}:first`;
    const body = bodyOf(arrival, null, time.now());
    const first = await post(key, body);
    if (first === null) return;
    const { payoutId: id } = first;
    after(arrival.repeatsAfterMs, () => post(key, body));
    after(arrival.cancelsAfterMs, () => cancel(id));
    after(arrival.secondKeyAfterMs, async () => {
      count('callers/second keys for one loan');
      await post(`${loan}:second`, bodyOf(arrival, null, time.now()));
    });
    let resubmits = arrival.resubmits;
    for (const lookMs of arrival.looksAfterMs) {
      after(lookMs, async () => {
        const view = await look(id);
        if (view === null || !view.safeToResubmit || !resubmits) return;
        resubmits = false;
        await resubmit(arrival, view);
      });
    }
  }

  function after(delayMs: number | null, act: () => Promise<unknown>): void {
    if (delayMs === null) return;
    waiting += 1;
    time.schedule(delayMs, () => void act().finally(() => (waiting -= 1)));
  }

  return {
    arrive: (arrival) => after(arrival.atMs, () => order(arrival)),
    areWaiting: () => waiting > 0,
    async lookAtAll() {
      for (let cursor: string | null = ''; cursor !== null;) {
        const path = `/v1/payouts?limit=${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const answer = await insist(() => world.call({ method: 'GET', path, headers: HEADERS }));
        if (answer === null) return;
        told.hearFinally(answer);
        cursor = (JSON.parse(answer.body) as { next_cursor: string | null }).next_cursor;
      }
    },
  };
}

function bodyOf(arrival: Arrival, replaces: string | null, nowMs: number): string {
  const { payee, payeeNo, amountMinor, loan, borrower, deadlineAfterMs } = arrival;
  const { samples } = simPartner(payee);
  return JSON.stringify({
    obligation: loan,
    amount: { value: amountMinor, currency: samples.currency },
    creditor: { name: 'Zhang San', account: samples.account(payeeNo) },
    remittance: 'loan',
    ...(samples.route === undefined ? {} : { route: samples.route }),
    ...(deadlineAfterMs === null
      ? {}
      : { deadline: new Date(nowMs + deadlineAfterMs).toISOString() }),
    ...(BORROWERS[borrower] === null ? {} : { borrower: BORROWERS[borrower] }),
    ...(replaces === null ? {} : { replaces }),
  });
}

const BORROWERS = {
  fine: null,
  identityIncomplete: { identity: 'incomplete' },
  incomeMissing: { income: 'missing' },
} as const satisfies Record<Arrival['borrower'], object | null>;
