import type { Exchange, ExchangeTags, Lane, Phase } from '../../contract/exchange.ts';
import type { SendOrder } from '../../contract/send.ts';

import { openExchange, type OpenExchange } from './open-exchange.ts';
import { listenedMs } from '../rules/listening.ts';
import type { PartnerRules } from '../rules/rules-schema.ts';
import { readEnd, readReply, timeoutResult, type ReadSettings } from './read-end.ts';
import type { Step, Try, TryResult } from './try-result.ts';

/** What one try on the wire needs. */
export interface TryOnWireSettings extends ReadSettings {
  readonly partnerRules: () => PartnerRules;
  /** With every tap around it. */
  readonly exchange: Exchange;
  /** Whether a fault touched the try with these tags (the same object, fresh for each try). */
  readonly wasInjected: (tags: ExchangeTags) => boolean;
}

/** How long an aborted exchange may take to say how far it got; then it is taken as sent. */
const ABORT_GRACE_MS = 250;
/** A stuck event loop gets at most this much more time to read what has arrived already. */
const LOOP_GRACE_MS_MAX = 1_000;

/** Lanes whose calls move money or stop it: after the first byte their answer is worth waiting for. */
const LISTENS: Readonly<Record<Lane, boolean>> = { submit: true, cancel: true, inquire: false };

/**
 * The innermost guard: one try on the wire against the wall clock, and the reading of its answer.
 *
 * Time up before the first byte: the exchange is aborted, and its own word on how far it got decides
 * between never sent and unknown. Time up after the first byte of a submit or cancel: the result is
 * unknown, and the exchange goes on for up to three timeouts in all; an answer that still comes is
 * read and handed to `order.onLate`, once. An inquiry is simply aborted.
 *
 * The returned step is total. `detached` is set while the exchange goes on: the slot is still taken.
 */
export function createTryOnWire(settings: TryOnWireSettings): Step {
  return (oneTry) => new Promise((resolve) => runTry(settings, oneTry, resolve));
}

function runTry(
  settings: TryOnWireSettings,
  { order, index }: Try,
  resolve: (result: TryResult) => void,
): void {
  const { runtime, partnerRules } = settings;
  const startedAtMs = runtime.elapsed();
  const rules = partnerRules().lanes[order.lane];
  const timeoutMs = Math.min(rules.tryTimeoutMs, order.deadlineAtElapsedMs - startedAtMs);
  const report = createReport(settings, order, startedAtMs);
  const opened = openExchange(settings.exchange, order.call.request, report.tags, index);
  let answered = false;
  let aborted = false;
  let stopTimer: () => void = () => undefined;
  // A deadline that left the partner less than a slow answer takes is not the partner's fault.
  let attributable = timeoutMs >= rules.slowMs;

  const answer = (result: TryResult) => {
    answered = true;
    stopTimer();
    report.ended(result, false);
    resolve(result);
  };

  const timeUp = (phase: Phase, detached: Promise<void> | null) => {
    answer(timeoutResult(phase, attributable, report.durationMs(), detached));
  };

  const listen = () => {
    const untilMs = startedAtMs + listenedMs(rules.tryTimeoutMs);
    const leftMs = Math.max(1, untilMs - runtime.elapsed());
    timeUp('sent', keepListening(settings, order, opened, report, leftMs));
  };

  const stopWaiting = () => {
    if (LISTENS[order.lane] && opened.phase() !== 'unsent') {
      listen();
      return;
    }
    aborted = true;
    // An exchange that does not even react to its abort has proven nothing.
    stopTimer = runtime.schedule(ABORT_GRACE_MS, listen);
    opened.abort();
  };

  const onTimer = (dueAtMs: number, graced: boolean) => {
    const lateMs = runtime.elapsed() - dueAtMs;
    if (graced || lateMs <= partnerRules().breaker.loopDelayMsMax) {
      stopWaiting();
      return;
    }
    // Our own loop was stuck: the answer may lie unread in the socket, and is nobody's fault.
    attributable = false;
    const graceMs = Math.min(LOOP_GRACE_MS_MAX, lateMs);
    stopTimer = runtime.schedule(graceMs, () => onTimer(runtime.elapsed(), true));
  };

  stopTimer = runtime.schedule(timeoutMs, () => onTimer(startedAtMs + timeoutMs, false));
  void opened.ended.then((end) => {
    if (answered) return;
    if (aborted && end.kind === 'broken') timeUp(end.error.phase, null);
    else answer(readEnd(settings, order, end, report.durationMs()));
  });
}

/** Waits for a late answer until `leftMs` have passed; resolves when the slot is free. */
function keepListening(
  settings: TryOnWireSettings,
  order: SendOrder,
  opened: OpenExchange,
  report: Report,
  leftMs: number,
): Promise<void> {
  let closed: () => void = () => undefined;
  report.guarded('onListening', () => {
    closed = order.onListening?.() ?? closed;
  });
  return new Promise((free) => {
    const stopTimer = settings.runtime.schedule(leftMs, () => {
      opened.abort();
      free();
    });
    void opened.ended.then((end) => {
      stopTimer();
      free();
      report.guarded('onListening', closed);
      if (end.kind !== 'reply') return; // A break this late changes nothing: the payout is in doubt already.
      const result = readReply(settings, order, end.reply, report.durationMs());
      report.ended(result, true);
      report.guarded('onLate', () => order.onLate(result.verdict));
    });
  });
}

/** Tells the world about one try. */
interface Report {
  readonly tags: ExchangeTags;
  durationMs(): number;
  ended(result: TryResult, late: boolean): void;
  /** Calls somebody else's code; what it throws is a bug report and nothing more. */
  guarded(where: string, call: () => void): void;
}

function createReport(settings: TryOnWireSettings, order: SendOrder, startedAtMs: number): Report {
  const tags = { ...order.tags };
  const { partner, emit, runtime, wasInjected } = settings;
  return {
    tags,
    durationMs: () => runtime.elapsed() - startedAtMs,
    ended({ outcome, durationMs }, late) {
      emit({
        kind: 'exchange.ended',
        partner,
        lane: order.lane,
        outcome,
        durationMs,
        late,
        injected: wasInjected(tags),
        payoutId: tags.payoutId,
        attemptNo: tags.attemptNo,
        epoch: tags.epoch,
      });
    },
    guarded(where, call) {
      try {
        call();
      } catch {
        emit({ kind: 'bug', where, detail: 'a listener threw' });
      }
    },
  };
}
