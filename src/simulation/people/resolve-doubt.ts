import type { PayoutView } from '../../payouts/views/views.ts';
import type { Chance } from '../plan/chance.ts';
import type { SimWorld } from '../world/sim-world.ts';
import { FIRST, type OperatorClient, SECOND } from './operator-client.ts';

const CONFIRM_MS_MAX = 4_000;

/** What two operators need to end a doubt. */
export interface DoubtSettings {
  readonly world: SimWorld;
  readonly chance: Chance;
  readonly act: OperatorClient['act'];
}

/** The first operator proposes; the second looks again before saying the same. */
export async function resolveDoubt(
  view: PayoutView,
  { world, chance, act }: DoubtSettings,
): Promise<void> {
  const path = `/v1/payouts/${view.id}/resolve`;
  const known = truthOf(world, view);
  if (known === null) return;
  const evidence = 'statement of the day, and the bank’s letter';
  await act(FIRST, 'resolve, proposed', path, { ...known, evidence });
  if (chance.happens(0.2)) {
    await act(FIRST, 'resolve, by one person twice', path, { ...known, evidence });
  }
  await world.time.sleep(chance.between(1, CONFIRM_MS_MAX));
  const still = truthOf(world, view);
  if (still === null || still.verdict !== known.verdict) return;
  await act(SECOND, `resolve, ${known.verdict}`, path, { ...known, evidence });
}

/** What the partner's books and the wire let a person say of the attempt in doubt. */
function truthOf(
  { truth, chronicle }: SimWorld,
  view: PayoutView,
): { attemptNo: number; verdict: string } | null {
  const attempt = view.attempts.at(-1);
  if (attempt === undefined) return null;
  const { no: attemptNo, partner } = attempt;
  const note = chronicle.payouts.get(view.id)?.attempts.get(attemptNo);
  if (note === undefined || truth.hasCopyUnderWay(partner)) return null;
  const orders = truth.ordersUnder(partner, note.partnerKey);
  if (orders.some(({ status }) => status === 'accepted' || status === 'returned')) return null;
  const isPaid = orders.some(({ status }) => status === 'executed');
  return { attemptNo, verdict: isPaid ? 'executed' : 'neverExecuted' };
}
