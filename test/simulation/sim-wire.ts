import { type Exchange, type ExchangeContext, WireError } from '../../src/contract/exchange.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { SandboxPartner } from '../../src/sandbox/partner-server.ts';

const LATENCY_MS_MAX = 40;
const HOLD_MS_MAX = 600_000;

/** The wire between a simulated gateway and a simulated partner: phases, latency and breakage. */
export function simWire(partner: SandboxPartner, runtime: Runtime): Exchange {
  return async (request, context) => {
    await pass(runtime, 1 + Math.floor(runtime.random() * LATENCY_MS_MAX), context, 'unsent');
    context.onPhase('sent');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const { method, path, body = '' } = request;
    const reply = await partner.handle({ method, path, headers, body });
    const delayMs = Math.min(HOLD_MS_MAX, reply.delayMs ?? 0);
    await pass(runtime, delayMs + Math.floor(runtime.random() * LATENCY_MS_MAX), context, 'sent');
    switch (reply.kind) {
      case 'answer': {
        context.onPhase('headers');
        context.onPhase('body');
        const lower = Object.entries(reply.headers).map(([name, value]) => [
          name.toLowerCase(),
          value,
        ]);
        return { status: reply.status, headers: Object.fromEntries(lower), body: reply.body };
      }
      case 'silence':
        await pass(runtime, HOLD_MS_MAX, context, 'sent');
        throw new WireError('sent', 'UND_ERR_SOCKET');
      case 'reset':
        throw new WireError('sent', 'ECONNRESET');
      case 'partial':
        context.onPhase('headers');
        context.onPhase('body');
        throw new WireError('body', 'ECONNRESET', { status: reply.status });
    }
  };
}

async function pass(
  runtime: Runtime,
  delayMs: number,
  { signal }: ExchangeContext,
  phase: 'unsent' | 'sent',
): Promise<void> {
  try {
    await runtime.sleep(delayMs, signal);
  } catch {
    throw new WireError(phase, 'ABORTED');
  }
}
