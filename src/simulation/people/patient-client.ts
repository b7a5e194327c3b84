import type { Claim } from '../../oracle/evidence.ts';
import type { Told } from '../record/told.ts';
import type { DoorAnswer } from '../world/door.ts';
import { CALLER, headersFor } from '../world/sim-gateway.ts';
import type { SimWorld } from '../world/sim-world.ts';

const RETRY_MS = 500;
const TRIES_MAX = 60;

/** The headers of every call by the lender. */
export const HEADERS = headersFor(CALLER);

/** Answers after which the same request is sent again under the same key. */
const AGAIN: ReadonlySet<number> = new Set([409, 429, 503]);

/** Repeats a request until somebody answers it; `null` when nobody ever does. */
export type Insist = (ask: () => Promise<DoorAnswer>) => Promise<DoorAnswer | null>;

/** How callers speak to the gateway: again and again, and nothing else counts as an answer. */
export interface PatientClient {
  readonly insist: Insist;
  /** Posts a body under a key; a repeat sends the very bytes of the first request. */
  post(key: string, body: string): Promise<Claim | null>;
  get(path: string, how: string): Promise<Claim | null>;
}

/** A client whose answers go to `told`; what is never answered is a payout that was lost. */
export function createPatientClient(
  world: SimWorld,
  told: Told,
  count: (name: string) => void,
): PatientClient {
  async function insist(ask: () => Promise<DoorAnswer>): Promise<DoorAnswer | null> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const answer = await ask().catch(() => null);
      if (answer !== null && !AGAIN.has(answer.status)) return answer;
      count(`callers/asked again after ${answer?.status ?? 'a broken connection'}`);
      await world.time.sleep(RETRY_MS);
    }
    return null;
  }

  return {
    insist,
    async post(key, body) {
      const headers = { ...HEADERS, 'idempotency-key': key };
      const path = '/v1/payouts';
      const answer = await insist(() => world.call({ method: 'POST', path, headers, body }));
      if (answer?.status === 202) return told.hearAccepted(key, answer);
      told.complain('lost', key, `${key} was never accepted: ${answer?.body ?? 'no answer'}`);
      return null;
    },
    async get(path, how) {
      const answer = await insist(() => world.call({ method: 'GET', path, headers: HEADERS }));
      if (answer?.status === 200) return told.hear(how, answer);
      told.complain('lost', path, `${path}: ${answer?.body ?? 'no answer'}`);
      return null;
    },
  };
}
