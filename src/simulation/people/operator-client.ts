import type { PayoutView } from '../../payouts/views/views.ts';
import type { Told } from '../record/told.ts';
import type { DoorAnswer } from '../world/door.ts';
import { headersFor, OPERATORS } from '../world/sim-gateway.ts';
import type { SimWorld } from '../world/sim-world.ts';

/** The two operators, by name. */
export const [FIRST, SECOND] = OPERATORS;

const PAGE = 100;

/** How operators speak to the gateway. They give up when nobody answers; the next shift goes on. */
export interface OperatorClient {
  /** Any call; `null` when nobody answered. */
  ask(by: string, method: 'GET' | 'POST', path: string, body?: object): Promise<DoorAnswer | null>;
  /** The payouts in a state, newest first, at most a page. */
  listOf(state: PayoutView['state']): Promise<readonly PayoutView[]>;
  /** A decision about one payout, counted as `what`. */
  act(by: string, what: string, path: string, body: object): Promise<void>;
}

/** A client whose answers go to `told`; an error of ours is a complaint. */
export function createOperatorClient(
  world: SimWorld,
  told: Told,
  count: (name: string) => void,
): OperatorClient {
  async function ask(by: string, method: 'GET' | 'POST', path: string, body?: object) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await world
      .call({ method, path, headers: headersFor(by), ...json })
      .catch(() => null);
    if (answer !== null && answer.status >= 500) {
      told.complain('refused', path, `${path}: ${answer.body}`);
    }
    return answer;
  }

  return {
    ask,
    async listOf(state) {
      const path = `/v1/payouts?state=${state}&limit=${PAGE}`;
      const answer = await ask(FIRST, 'GET', path);
      return answer?.status === 200 ? told.hearList('list', answer) : [];
    },
    async act(by, what, path, body) {
      const answer = await ask(by, 'POST', path, body);
      if (answer === null) return;
      told.hear(what, answer);
      count(`operators/${what}: ${answer.status === 200 ? 'done' : 'refused'}`);
    },
  };
}
