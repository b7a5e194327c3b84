import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { readSamplePayouts } from '../../config/sample-payouts.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { demoSecret } from '../../sandbox/partners/demo-secret.ts';
import type { LineLimits } from './storm-faults.ts';
import { STORM_PARTNERS, type StormPlaces } from './storm-places.ts';

const REJECTED_SHARE = 0.03;
const THROTTLE_MS_MAX = 60_000;

/** The one partner where a silence proves absence, by the drain time of its demo settings. */
const DRAINS = 'isobank';
const ARRIVE_LATE_MS_MAX = 15_000;

/** A held line takes one of the partner's slots: at any rate about as many are held at once. */
const HELD_PER_SECOND = 2.4;
const HELD_SHARE_MAX = 0.2;
const HELD_SHARE_ELSEWHERE = 0.01;

/** Where a silence proves absence, a request may be late by less than the time that proves it. */
export function limitsAt(perSecond: number): (partner: string) => LineLimits {
  const drainMs = Number(demoSecret(DRAINS, FIXTURES_FOLDER)('DRAIN_MS'));
  const drains = {
    arriveLateMsMax: drainMs * 0.4,
    drainMs,
    heldShare: Math.min(HELD_SHARE_MAX, HELD_PER_SECOND / perSecond),
  };
  const others = {
    arriveLateMsMax: ARRIVE_LATE_MS_MAX,
    drainMs,
    heldShare: HELD_SHARE_ELSEWHERE,
  };
  return (partner) => (partner === DRAINS ? drains : others);
}

/** Until `endsAtMs` (Unix ms) some orders are refused for good, in each bank's own words, and some callbacks come early. */
export function misbehave(places: StormPlaces, endsAtMs: number): void {
  for (const partner of STORM_PARTNERS) {
    const [value] = readSamplePayouts(partner, FIXTURES_FOLDER).rejections;
    places.arm(partner, 'rejectAtOnce', { rate: REJECTED_SHARE, value, endsAtMs });
    places.arm(partner, 'callbackEarly', { rate: REJECTED_SHARE, endsAtMs });
  }
}

/** Each partner in turn refuses every submit for a while: a minute, in a storm of two minutes or more. */
export async function throttle(places: StormPlaces, totalMs: number): Promise<void> {
  const eachMs = Math.min(THROTTLE_MS_MAX, totalMs / 2);
  for (const partner of STORM_PARTNERS) {
    places.arm(partner, 'throttle', { rate: 1, endsAtMs: systemRuntime.now() + eachMs });
    await systemRuntime.sleep(totalMs / STORM_PARTNERS.length);
  }
}
