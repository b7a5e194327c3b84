import type { Capabilities } from '../../contract/capabilities.ts';
import type { Lane } from '../../contract/exchange.ts';

import { LISTEN_FACTOR, listenedMs } from './listening.ts';
import { longestTimeoutMs } from './default-rules.ts';
import type { LaneRules, PartnerRules } from './rules-schema.ts';

/** Rules that are well-formed and still must not be used: where, and what was expected there. */
export interface RuleConflict {
  readonly path: readonly string[];
  readonly expected: string;
}

/** Finds what one field alone cannot show: the partner's contract, and fields that contradict. */
export function ruleConflicts(
  partnerRules: PartnerRules,
  capabilities: Capabilities,
): readonly RuleConflict[] {
  const { lanes, limiter, breaker, probe, retry, batch } = partnerRules;
  const { limits } = capabilities;
  const longestMs = longestTimeoutMs(lanes);
  const rules: readonly (readonly [path: string, holds: boolean, expected: string])[] = [
    rateRule('submit', lanes.submit, limits.submitPerSecondMax),
    rateRule('inquire', lanes.inquire, limits.inquirePerSecondMax),
    rateRule('cancel', lanes.cancel, limits.submitPerSecondMax),
    inFlightRule('submit', lanes.submit, limits.submitConcurrencyMax),
    inFlightRule('inquire', lanes.inquire, limits.inquireConcurrencyMax),
    inFlightRule('cancel', lanes.cancel, limits.submitConcurrencyMax),
    ...Object.entries(lanes).map(
      ([lane, { usefulMsMin, tryTimeoutMs }]) =>
        [
          `lanes.${lane}.usefulMsMin`,
          usefulMsMin <= tryTimeoutMs,
          `at most tryTimeoutMs (${tryTimeoutMs})`,
        ] as const,
    ),
    listeningRule(lanes.submit, capabilities),
    [
      'limiter.limitMax',
      limiter.limitMax <= limits.concurrencyMax,
      `at most ${limits.concurrencyMax}, the calls in flight the partner allows`,
    ],
    [
      'limiter.limitMin',
      limiter.limitMin <= limiter.limitMax,
      `at most limitMax (${limiter.limitMax})`,
    ],
    [
      'limiter.limitStart',
      limiter.limitStart >= limiter.limitMin && limiter.limitStart <= limiter.limitMax,
      `between limitMin (${limiter.limitMin}) and limitMax (${limiter.limitMax})`,
    ],
    [
      'breaker.windowMs',
      breaker.windowMs >= 2 * longestMs,
      `at least ${2 * longestMs}, twice the longest tryTimeoutMs`,
    ],
    [
      'probe.backoffMsMax',
      probe.backoffMsMax >= probe.backoffMsMin,
      `at least backoffMsMin (${probe.backoffMsMin})`,
    ],
    [
      'retry.backoffMsMax',
      retry.backoffMsMax >= retry.backoffMsBase,
      `at least backoffMsBase (${retry.backoffMsBase})`,
    ],
    [
      'batch.sizeMax',
      batch.sizeMax <= capabilities.batchSizeMax,
      `at most ${capabilities.batchSizeMax}, the payouts in one message that the partner takes`,
    ],
  ];
  return rules
    .filter(([, holds]) => !holds)
    .map(([path, , expected]) => ({ path: path.split('.'), expected }));
}

/**
 * "Not found" may be believed only once nobody listens any more: a partner that may take a copy later than
 * that has promised less than the record says, or is listened to for longer than it needs.
 */
function listeningRule(
  { tryTimeoutMs }: LaneRules,
  { notFoundIsProofAfterMs: drainMs }: Capabilities,
) {
  const listened = listenedMs(tryTimeoutMs);
  return [
    'lanes.submit.tryTimeoutMs',
    drainMs === null || listened <= drainMs,
    `at most ${Math.floor((drainMs ?? 0) / LISTEN_FACTOR)}: the answer to a copy is listened to for ${listened} ms ` +
      `(${LISTEN_FACTOR} x ${tryTimeoutMs}), and "not found" would be a proof after ${drainMs} ms ` +
      '(notFoundIsProofAfterMs). Lower tryTimeoutMs, or raise the drain time as far as the partner promises it',
  ] as const;
}

function rateRule(lane: Lane, rules: LaneRules, contractMax: number) {
  return [
    `lanes.${lane}.perSecondMax`,
    rules.perSecondMax <= contractMax,
    `at most ${contractMax}, the calls per second the partner allows`,
  ] as const;
}

function inFlightRule(lane: Lane, rules: LaneRules, contractMax: number) {
  return [
    `lanes.${lane}.inFlightMax`,
    rules.inFlightMax <= Math.max(1, contractMax),
    `at most ${contractMax}, the calls in flight of this kind the partner allows`,
  ] as const;
}
