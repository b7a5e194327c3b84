import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import type { Runtime } from '../../runtime/runtime.ts';
import { answer, forward, type Message, openRelay, type Relay, type Reply } from './relay.ts';
import { outageAt } from './outage.ts';
import { drawLineFault, type LineFault, type LineLimits } from './storm-faults.ts';
import type { StormPlace } from './storm-places.ts';

/** The line between the gateway and the banks, with a will of its own. */
export interface BankLine extends Relay {
  /** How often each fault struck. */
  struck(): Readonly<Record<string, number>>;
  /** True while this address is cut off. */
  isAway(place: string): boolean;
  /** From now on it only carries. */
  calm(): void;
}

/** What the line is drawn from. */
export interface BankLineOptions {
  readonly runtime: Runtime;
  readonly seed: string;
  readonly places: readonly StormPlace[];
  /** What the line keeps to at a partner, by its drain time. */
  readonly limitsOf: (partner: string) => LineLimits;
}

/** An answer that waits for another one of its address. */
interface Waiting {
  readonly reply: Reply;
  readonly take: (other: Reply | null) => void;
}

const SWAP_WAIT_MS = 1_000;
/** Longer than any try of the gateway's is listened to. */
const HELD_MS_MAX = 120_000;

/** Opens the line. The draw of each exchange belongs to its address and its number there. */
export async function openBankLine(options: BankLineOptions): Promise<BankLine> {
  const { runtime, seed } = options;
  const places = new Map(options.places.map((place) => [place.name, place]));
  /** When the first exchange came: outages count from it. */
  let firstMs: number | null = null;
  const struck: Record<string, number> = {};
  const numbers = new Map<string, number>();
  const swapped = createSwap(runtime);
  let isCalm = false;

  const outageNow = (name: string) =>
    isCalm || firstMs === null ? null : outageAt(name, runtime.elapsed() - firstMs);

  function nextFault({ name, partner }: StormPlace): LineFault {
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    if (isCalm) return { kind: 'none' };
    firstMs ??= runtime.elapsed();
    const outage = outageNow(name);
    const drawn = drawLineFault(options.limitsOf(partner), seed, name, number);
    const fault = outage === null ? drawn : { kind: outage };
    const what = outage === null ? fault.kind : `outage ${outage}`;
    if (fault.kind !== 'none') struck[what] = (struck[what] ?? 0) + 1;
    return fault;
  }

  async function carry(fault: LineFault, message: Message, place: StormPlace) {
    const reply = await forward(place.sandboxUrl, message);
    if (fault.kind === 'answerLate') await runtime.sleep(fault.delayMs);
    return fault.kind === 'swap' && reply !== null ? await swapped(place.name, reply) : reply;
  }

  async function handle(incoming: Message, response: ServerResponse): Promise<void> {
    const name = incoming.path.split('/')[1] ?? '';
    const place = places.get(name);
    if (place === undefined) {
      response.destroy();
      return;
    }
    const path = incoming.path.replace(`/${name}`, `/${place.partner}`);
    const message = { ...incoming, path };
    const fault = nextFault(place);
    if (fault.kind === 'resetBefore' || fault.kind === 'arriveLate') response.destroy();
    if (fault.kind === 'resetBefore') return;
    if (fault.kind === 'arriveLate' || fault.kind === 'arrivePastDrain') {
      if (fault.kind === 'arrivePastDrain') await givenUp(response, runtime);
      await runtime.sleep(fault.delayMs);
      await forward(place.sandboxUrl, message);
      return;
    }
    const reply = await carry(fault, message, place);
    if (fault.kind === 'twice') {
      void runtime.sleep(fault.delayMs).then(() => forward(place.sandboxUrl, message));
    }
    if (reply === null || fault.kind === 'resetAfter') response.destroy();
    else if (fault.kind === 'truncate') answer(response, reply, reply.body.length >> 1);
    else answer(response, reply);
  }

  const relay = await openRelay(handle);
  return {
    ...relay,
    struck: () => ({ ...struck }),
    isAway: (place) => outageNow(place) !== null,
    calm() {
      isCalm = true;
    },
  };
}

/** Resolves when the gateway listens no longer; the line is closed then, whoever closed it. */
async function givenUp(response: ServerResponse, runtime: Runtime): Promise<void> {
  await Promise.race([once(response, 'close'), runtime.sleep(HELD_MS_MAX)]);
  response.destroy();
}

/** Gives each answer the one of the next exchange of its address. */
function createSwap(runtime: Runtime) {
  const swaps = new Map<string, Waiting>();

  /** The answer of the next exchange of this address, or its own when none comes in time. */
  return async function swapped(name: string, reply: Reply): Promise<Reply> {
    const waiting = swaps.get(name);
    if (waiting !== undefined) {
      swaps.delete(name);
      waiting.take(reply);
      return waiting.reply;
    }
    const other = await Promise.race([
      new Promise<Reply | null>((take) => swaps.set(name, { reply, take })),
      runtime.sleep(SWAP_WAIT_MS).then(() => null),
    ]);
    if (other === null && swaps.get(name)?.reply === reply) swaps.delete(name);
    return other ?? reply;
  };
}
