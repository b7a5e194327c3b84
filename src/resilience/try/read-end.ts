import type { Emit } from '../../contract/events.ts';
import type { PartnerReply, Phase, WireError } from '../../contract/exchange.ts';
import type { SendOrder } from '../../contract/send.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import { attribute } from './attribution.ts';
import type { ExchangeEnd } from './open-exchange.ts';
import type { TryResult } from './try-result.ts';
import type { ClassifyWire, WireReading } from '../../contract/wire-reading.ts';

/** What it takes to read the end of an exchange. */
export interface ReadSettings {
  readonly partner: string;
  readonly classifyWire: ClassifyWire;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** Says what the end of an exchange means. Total: whatever throws on the way leaves doubt. */
export function readEnd(
  settings: ReadSettings,
  order: SendOrder,
  end: ExchangeEnd,
  durationMs: number,
): TryResult {
  if (end.kind === 'reply') return readReply(settings, order, end.reply, durationMs);
  const { verdict, outcome, partnerAtFault, timedOut } = classify(settings, end.error);
  return {
    verdict,
    outcome,
    fromWire: true,
    timedOut,
    health: partnerAtFault ? 'failure' : 'neutral',
    load: partnerAtFault ? 'lost' : 'neutral',
    durationMs,
    detached: null,
  };
}

/** Reads a complete answer, in time or late. The adapter's word, unless it says the impossible. */
export function readReply(
  settings: ReadSettings,
  order: SendOrder,
  reply: PartnerReply,
  durationMs: number,
): TryResult {
  return {
    ...judge(settings, order, reply),
    fromWire: true,
    timedOut: false,
    durationMs,
    detached: null,
  };
}

type Judgement = Pick<TryResult, 'verdict' | 'outcome' | 'health' | 'load'>;

function judge(settings: ReadSettings, order: SendOrder, reply: PartnerReply): Judgement {
  const unreadable = (detail: string): Judgement => {
    settings.emit({ kind: 'bug', where: `adapter ${settings.partner}`, detail });
    const verdict = doubt('technical.thirdparty.contract', 'the answer could not be read');
    return { verdict, outcome: 'unreadable', health: 'failure', load: 'neutral' };
  };
  try {
    const verdict = order.call.read(reply, settings.runtime.now());
    if (verdict.kind === 'neverSent') return unreadable('a reader read "never sent"');
    return { verdict, ...attribute(verdict, reply.status) };
  } catch {
    return unreadable('a reader threw instead of doubting');
  }
}

/**
 * The result of a try whose time was up. `attributable` is false when it says nothing about the
 * partner: our loop was stuck, or the deadline left it too little time.
 */
export function timeoutResult(
  phase: Phase,
  attributable: boolean,
  durationMs: number,
  detached: Promise<void> | null,
): TryResult {
  const unsent = phase === 'unsent';
  return {
    verdict: unsent
      ? {
          kind: 'neverSent',
          failure: 'technical.latency.connect',
          detail: 'no connection within the try timeout',
        }
      : doubt('technical.latency.response', 'no answer within the try timeout'),
    outcome: unsent ? 'never_sent' : 'timeout',
    fromWire: true,
    timedOut: true,
    health: attributable ? 'failure' : 'neutral',
    load: attributable ? 'lost' : 'neutral',
    durationMs,
    detached,
  };
}

/** The transport's reading, except that only the phase `unsent` may prove "never sent". */
function classify({ classifyWire, emit }: ReadSettings, error: WireError): WireReading {
  if (error.code === 'BUG') {
    emit({ kind: 'bug', where: 'exchange', detail: 'a tap or the transport threw no WireError' });
  }
  const lost: WireReading = {
    verdict: doubt('technical.connection.lost', `${error.code} in phase ${error.phase}`),
    outcome: 'reset',
    partnerAtFault: error.code !== 'BUG',
    timedOut: false,
  };
  let reading: WireReading;
  try {
    reading = classifyWire(error);
  } catch {
    emit({ kind: 'bug', where: 'classifyWire', detail: 'threw instead of classifying' });
    return lost;
  }
  const provable = reading.verdict.kind !== 'neverSent' || error.phase === 'unsent';
  return provable ? reading : { ...reading, verdict: lost.verdict };
}

function doubt(
  failure:
    'technical.latency.response' | 'technical.connection.lost' | 'technical.thirdparty.contract',
  detail: string,
): Verdict {
  return { kind: 'unknown', failure, detail };
}
