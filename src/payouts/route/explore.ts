import { keyedDraw } from '../../runtime/keyed-draw.ts';
import type { Payout } from '../model/payout.ts';
import type { Exploration } from '../model/route-record.ts';

const PERCENT = 100;

/**
 * Draws whether an eligible partner gets its turn regardless of its rank. Pure: the same payout and
 * attempt draw the same for ever, in every process and replay.
 *
 * Each of the eligible owns an equal piece of [0, 1) of the size of the share; what is left belongs to
 * the best. `null` where nothing is drawn: the caller chose the route, an attempt was made already (a
 * failover is no place for experiments), or there is nobody else.
 */
export function explore(
  payout: Payout,
  eligible: readonly string[],
  explorationPercent: number,
): Exploration | null {
  const { request, attempts } = payout;
  if (explorationPercent === 0 || request.route.length > 0 || attempts.length > 0) return null;
  if (eligible.length < 2) return null;
  const sharePercent = Math.min(explorationPercent, PERCENT / eligible.length);
  const draw = keyedDraw('explore', payout.id, attempts.length + 1);
  const piece = Math.floor((draw * PERCENT) / sharePercent);
  return { draw, sharePercent, turnOf: eligible[piece] ?? null };
}
