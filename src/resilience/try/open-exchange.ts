import assert from 'node:assert/strict';

import type {
  Exchange,
  ExchangeTags,
  PartnerReply,
  PartnerRequest,
  Phase,
  WireError,
} from '../../contract/exchange.ts';

import { asWireError, furthest } from './wire-error.ts';

/** How an exchange ended, as a value. */
export type ExchangeEnd =
  | { readonly kind: 'reply'; readonly reply: PartnerReply }
  | { readonly kind: 'broken'; readonly error: WireError };

/** One exchange under way. */
export interface OpenExchange {
  /** Never rejects. Stays pending as long as the exchange does: nobody may rely on it alone. */
  readonly ended: Promise<ExchangeEnd>;
  /** How far the request got, as announced so far. */
  phase(): Phase;
  abort(): void;
}

/**
 * Opens the exchange and turns everything it may do - reply, reject, throw at once - into one value.
 */
export function openExchange(
  exchange: Exchange,
  request: PartnerRequest,
  tags: ExchangeTags,
  tryIndex: number,
): OpenExchange {
  const controller = new AbortController();
  let seen: Phase = 'unsent';
  const context = {
    tags,
    tryIndex,
    signal: controller.signal,
    onPhase(phase: Phase) {
      seen = furthest(seen, phase);
    },
  };
  const run = async (): Promise<ExchangeEnd> => {
    try {
      const reply = await exchange(request, context);
      assert(reply instanceof Object, 'an exchange returns a reply or throws');
      return { kind: 'reply', reply };
    } catch (thrown) {
      return { kind: 'broken', error: asWireError(thrown, seen) };
    }
  };
  return { ended: run(), phase: () => seen, abort: () => controller.abort() };
}
