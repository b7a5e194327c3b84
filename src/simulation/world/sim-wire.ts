import {
  type Exchange,
  type ExchangeContext,
  type PartnerReply,
  WireError,
} from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { SandboxReply } from '../../sandbox/partners/messages.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';
import { drawFor } from '../plan/chance.ts';
import type { SimProcess, SimRuntime } from './sim-runtime.ts';
import type { Truth } from '../record/truth.ts';

/** What the wire to one partner is made of. */
export interface SimWireSettings {
  readonly seed: number;
  readonly partner: SandboxPartner;
  readonly world: SimRuntime;
  readonly process: SimProcess;
  readonly truth: Truth;
  /** How much longer than usual this submit is under way. */
  readonly straggleMs: (payoutId: string) => number;
}

const LEG_MS_MAX = 40;
const HOLD_MS_MAX = 600_000;

/**
 * The wire between a simulated gateway and a simulated partner: three legs of their own latency.
 *
 * Until the connection stands nothing is sent, and an abort ends it. From then on the request
 * travels by itself: neither an abort nor the death of its sender calls it back. The reply reaches
 * nobody when the process that waited for it is dead.
 */
export function simWire(settings: SimWireSettings): Exchange {
  const { seed, partner, world, process, truth } = settings;
  return async (request, context) => {
    const { tags, signal } = context;
    const call = callKey(context);
    const leg = (name: string) => Math.floor(drawFor(seed, name + call) * LEG_MS_MAX);
    await connect(process.runtime, 1 + leg('connect'), signal);
    context.onPhase('sent');
    const isSubmit = tags.lane === 'submit' && tags.payoutId !== '';
    const copy = isSubmit ? truth.copyLeaves(partner.name, tags.payoutId) : null;
    const { method, path, body = '' } = request;
    const delivery = { method, path, headers: lowerCase(request.headers), body };
    const flightMs = 1 + leg('out') + (isSubmit ? settings.straggleMs(tags.payoutId) : 0);

    const reply = await new Promise<SandboxReply>((resolve, reject) => {
      whenAborted(signal, () => reject(new WireError('sent', 'ABORTED')));
      world.schedule(flightMs, () => {
        const handling =
          copy === null ? partner.handle(delivery) : copy.arrive(() => partner.handle(delivery));
        handling.then((answer) => {
          const delayMs = Math.min(HOLD_MS_MAX, answer.delayMs ?? 0);
          process.runtime.schedule(delayMs + leg('back'), () => resolve(answer));
        }, reject);
      });
    });
    return await received(reply, context, process.runtime);
  };
}

async function received(
  reply: SandboxReply,
  context: ExchangeContext,
  runtime: Runtime,
): Promise<PartnerReply> {
  switch (reply.kind) {
    case 'answer': {
      context.onPhase('headers');
      context.onPhase('body');
      const { status, headers, body } = reply;
      return { status, headers: lowerCase(headers), body };
    }
    case 'silence':
      await runtime.sleep(HOLD_MS_MAX, context.signal).catch(() => undefined);
      throw new WireError('sent', 'UND_ERR_SOCKET');
    case 'reset':
      throw new WireError('sent', 'ECONNRESET');
    case 'partial':
      context.onPhase('headers');
      context.onPhase('body');
      throw new WireError('body', 'ECONNRESET', { status: reply.status });
  }
}

async function connect(runtime: Runtime, delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await runtime.sleep(delayMs, signal);
  } catch {
    throw new WireError('unsent', 'ABORTED');
  }
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/** Names a call: each of its legs takes the same time in every run, whatever else goes on. */
function callKey({ tags, tryIndex }: ExchangeContext): string {
  const { partner, lane, payoutId, attemptNo, epoch } = tags;
  return `${partner} ${lane} ${payoutId} ${attemptNo} ${epoch} ${tryIndex}`;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
