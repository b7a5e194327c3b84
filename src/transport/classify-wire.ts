import type { WireError } from '../contract/exchange.ts';
import type { WireReading } from '../contract/wire-reading.ts';
import { WIRE_MEANINGS, wireCause, type WireMeaning } from './wire-meanings.ts';

/**
 * Judges an exchange that ended without a complete reply: by phase for the money, by phase and the
 * class of the code for the breaker (the table in wire-meanings.ts).
 *
 * A reset during TLS and a reset after the request carry the same code, `ECONNRESET`; only the
 * phase tells them apart. A missing client certificate under TLS 1.3 is refused after we may
 * already have written (RFC 8446, 4.6.2 and appendix E.1), so it stays `unknown`.
 */
export function classifyWire(error: WireError): WireReading {
  const meaning: WireMeaning =
    WIRE_MEANINGS[wireCause(error.code)][error.phase === 'unsent' ? 'unsent' : 'afterSent'];
  return {
    verdict: {
      kind: meaning.verdict,
      failure: meaning.failure,
      detail: `${error.code} in phase ${error.phase}`,
    },
    outcome: meaning.outcome,
    partnerAtFault: meaning.partnerAtFault,
    timedOut: meaning.timedOut,
  };
}
