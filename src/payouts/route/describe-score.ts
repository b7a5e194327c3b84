import { formatDecimal } from '../../contract/money.ts';
import type { Payout } from '../model/payout.ts';
import type { Score } from '../model/route-record.ts';
import { MILLION } from './rank.ts';

/** A score in words, such as `open, tier 1, costs 1.25 CNY (fee 0.50, 95 % of 312 submits)`. */
export function describeScore({ request }: Payout, score: Score): string {
  const { currency } = request.amount;
  const { deaths, hasRoom, preference, feeMinor, success } = score;
  const inMajor = (minor: bigint) => formatDecimal({ currency, minor });
  const room = hasRoom ? 'open' : 'open, but busy';
  const died = deaths === 0 ? '' : `, after ${deaths} dead attempt${deaths === 1 ? '' : 's'}`;
  const place = request.route.length > 0 ? `choice ${preference}` : `tier ${preference}`;
  const cost = `costs ${inMajor(wholeMinor(score.costMillionths))} ${currency}`;
  const rate = `${success.percent} % of ${success.submits} submits`;
  return `${room}${died}, ${place}, ${cost} (fee ${inMajor(feeMinor)}, ${rate})`;
}

/** Millionths of a minor unit as whole minor units, rounded up. */
export function wholeMinor(millionths: bigint): bigint {
  return (millionths + MILLION - 1n) / MILLION;
}
