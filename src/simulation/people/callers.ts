import type { Claim } from '../../oracle/evidence.ts';
import type { Arrival } from '../plan/plan.ts';
import type { Told } from '../record/told.ts';
import type { SimWorld } from '../world/sim-world.ts';
import { orderBody } from './order-body.ts';
import { createPatientClient, HEADERS, type Insist } from './patient-client.ts';

const PAGE = 100;

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

  const { insist, post, get } = createPatientClient(world, told, count);
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
    const again = await post(`${arrival.loan}:again`, orderBody(arrival, replaces, time.now()));
    if (again !== null) await look(again.payoutId);
  }

  async function order(arrival: Arrival): Promise<void> {
    const { loan } = arrival;
    const key = `${loan}:first`;
    const body = orderBody(arrival, null, time.now());
    const first = await post(key, body);
    if (first === null) return;
    const { payoutId: id } = first;
    after(arrival.repeatsAfterMs, () => post(key, body));
    after(arrival.cancelsAfterMs, () => cancel(id));
    after(arrival.secondKeyAfterMs, async () => {
      count('callers/second keys for one loan');
      await post(`${loan}:second`, orderBody(arrival, null, time.now()));
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
    lookAtAll: () => lookAtAll(world, insist, told),
  };
}

async function lookAtAll(world: SimWorld, insist: Insist, told: Told): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = `/v1/payouts?limit=${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const answer = await insist(() => world.call({ method: 'GET', path, headers: HEADERS }));
    if (answer === null) return;
    told.hearFinally(answer);
    cursor = (JSON.parse(answer.body) as { next_cursor: string | null }).next_cursor;
  }
}
