import { FAILURES } from '../../contract/failure.ts';
import type { PartnerView } from '../../payouts/service.ts';
import type { PayoutView, TimelineEntry } from '../../payouts/views/views.ts';
import { chanceOf, type Chance } from '../plan/chance.ts';
import type { DoorAnswer } from '../world/door.ts';
import type { Trouble } from '../plan/plan.ts';
import type { SimWorld } from '../world/sim-world.ts';
import type { Told } from '../record/told.ts';
import { createOperatorClient, FIRST, type OperatorClient, SECOND } from './operator-client.ts';
import { resolveDoubt } from './resolve-doubt.ts';

/** Two people who work at the gateway's operations API, and know what the banks' books say. */
export interface Operators {
  /** Works once through everything held, in doubt and in quarantine. */
  shift(): Promise<void>;
  isolate(trouble: Trouble & { readonly kind: 'isolate' }): Promise<void>;
}

const DOUBT_AGE_MS = 8_000;

/** Two operators who have not begun; what they decide is drawn from the seed. */
export function createOperators(
  world: SimWorld,
  told: Told,
  seed: number,
  count: (name: string) => void,
): Operators {
  const chance = chanceOf(seed, 'operators');
  const { time } = world;

  const { ask, act, listOf } = createOperatorClient(world, told, count);

  /** A suspected duplicate is refused, or released in vain while another payout has its loan. */
  async function review(view: PayoutView): Promise<void> {
    const isDuplicate = view.failure?.code === 'risk.duplicate.suspected';
    const release = chance.happens(isDuplicate ? 0.3 : 0.6);
    const decision = release ? 'release' : 'refuse';
    const path = `/v1/payouts/${view.id}/review`;
    await act(FIRST, `review, ${decision}`, path, { decision, reason: 'looked at the file' });
  }

  const resolve = (view: PayoutView) => resolveDoubt(view, { world, chance, act });

  async function restore(by: string, partner: string): Promise<void> {
    told.restoring(partner, time.elapsed());
    await ask(by, 'POST', `/v1/partners/${partner}/restore`);
  }

  async function restorePartners(): Promise<void> {
    const answer = await ask(FIRST, 'GET', '/v1/partners');
    for (const view of partnersIn(answer)) {
      const why = whyOut(view);
      if (why === null || !chance.happens(0.7)) continue;
      count(`operators/${why} ended`);
      await restore(FIRST, view.partner);
    }
  }

  const explain = (view: PayoutView) => explainView(view, ask, told, count);

  return {
    async shift() {
      count('operators/shifts');
      const held = await listOf('HELD');
      for (const view of some(held, 0.7, chance)) await review(view);
      const doubts = await listOf('IN_DOUBT');
      const nowMs = time.now();
      const old = doubts.filter(({ createdAt }) => nowMs - Date.parse(createdAt) > DOUBT_AGE_MS);
      await Promise.all(some(old, 0.4, chance).map(resolve));
      for (const view of some([...held, ...doubts], 0.2, chance)) await explain(view);
      await restorePartners();
      const [id] = told.webhooks;
      if (id !== undefined) await ask(FIRST, 'POST', `/v1/webhooks/${id}/redeliver`);
    },

    async isolate({ partner, ttlSeconds, restoreAfterMs }) {
      const reason = 'maintenance was announced';
      const body = { reason, ttlSeconds };
      const answer = await ask(FIRST, 'POST', `/v1/partners/${partner}/isolate`, body);
      if (answer?.status === 200) count('operators/partners isolated');
      if (restoreAfterMs === null) return;
      time.schedule(restoreAfterMs, () => void restore(SECOND, partner));
    },
  };
}

/** Somebody asks why a payout is where it is; what is said about its money counts as well. */
async function explainView(
  view: PayoutView,
  ask: OperatorClient['ask'],
  told: Told,
  count: (name: string) => void,
): Promise<void> {
  const events = await ask(SECOND, 'GET', `/v1/payouts/${view.id}/events`);
  if (events?.status === 200) countEvents(events, count);
  const answer = await ask(SECOND, 'GET', `/v1/payouts/${view.id}/explain`);
  if (answer?.status !== 200) return;
  const explained = JSON.parse(answer.body) as Pick<PayoutView, 'id' | 'state' | 'moneyMoved'>;
  told.hearExplained(explained);
}

/** What people end at a partner; not the isolation that one of them gave it for a drill. */
function whyOut({ quarantined, distrusted, isolation }: PartnerView): string | null {
  if (quarantined !== null) return 'quarantines';
  if (distrusted.length > 0) return 'distrusts';
  const isGateways = isolation?.owner === FAILURES['technical.request.malformed'].owner;
  return isGateways ? 'isolations for malformed requests' : null;
}

function some<T>(list: readonly T[], share: number, chance: Chance): readonly T[] {
  return list.filter(() => chance.happens(share));
}

function partnersIn(answer: DoorAnswer | null): readonly PartnerView[] {
  if (answer?.status !== 200) return [];
  return (JSON.parse(answer.body) as { readonly data: readonly PartnerView[] }).data;
}

function countEvents({ body }: DoorAnswer, count: (name: string) => void): void {
  const { data } = JSON.parse(body) as { readonly data: readonly TimelineEntry[] };
  for (const _ of data) count('operators/timeline lines read');
}
