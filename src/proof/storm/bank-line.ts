import type { ServerResponse } from 'node:http';

import type { Runtime } from '../../runtime/runtime.ts';
import { answer, forward, type Message, openRelay, type Relay, type Reply } from './relay.ts';
import { drawLineFault, type LineFault } from './storm-faults.ts';

/** The line between the gateway and the banks, with a will of its own. */
export interface BankLine extends Relay {
  /** How often each fault struck. */
  struck(): Readonly<Record<string, number>>;
  /** From now on it only carries. */
  calm(): void;
}

/** What the line is drawn from. */
export interface BankLineOptions {
  readonly runtime: Runtime;
  readonly seed: string;
  readonly sandboxUrl: string;
  /** How late a request may still arrive at a partner, from its drain time. */
  readonly arriveLateMsMax: (partner: string) => number;
}

/** An answer that waits for another one of its partner. */
interface Waiting {
  readonly reply: Reply;
  readonly take: (other: Reply | null) => void;
}

const SWAP_WAIT_MS = 1_000;

/** Opens the line. The draw of each exchange belongs to its partner and its number there. */
export async function openBankLine(options: BankLineOptions): Promise<BankLine> {
  const { runtime, seed, sandboxUrl } = options;
  const struck: Record<string, number> = {};
  const numbers = new Map<string, number>();
  const swaps = new Map<string, Waiting>();
  let isCalm = false;

  function nextFault(partner: string): LineFault {
    const number = (numbers.get(partner) ?? 0) + 1;
    numbers.set(partner, number);
    if (isCalm) return { kind: 'none' };
    const limits = { arriveLateMsMax: options.arriveLateMsMax(partner) };
    const fault = drawLineFault(limits, seed, partner, number);
    if (fault.kind !== 'none') struck[fault.kind] = (struck[fault.kind] ?? 0) + 1;
    return fault;
  }

  /** The answer of the next exchange of this partner, or its own when none comes in time. */
  async function swapped(partner: string, reply: Reply): Promise<Reply> {
    const waiting = swaps.get(partner);
    if (waiting !== undefined) {
      swaps.delete(partner);
      waiting.take(reply);
      return waiting.reply;
    }
    const other = await Promise.race([
      new Promise<Reply | null>((take) => swaps.set(partner, { reply, take })),
      runtime.sleep(SWAP_WAIT_MS).then(() => null),
    ]);
    if (other === null && swaps.get(partner)?.reply === reply) swaps.delete(partner);
    return other ?? reply;
  }

  async function carry(fault: LineFault, message: Message, partner: string) {
    const reply = await forward(sandboxUrl, message);
    if (fault.kind === 'answerLate') await runtime.sleep(fault.delayMs);
    return fault.kind === 'swap' && reply !== null ? await swapped(partner, reply) : reply;
  }

  async function handle(message: Message, response: ServerResponse): Promise<void> {
    const partner = message.path.split('/')[1] ?? '';
    const fault = nextFault(partner);
    if (fault.kind === 'resetBefore' || fault.kind === 'arriveLate') response.destroy();
    if (fault.kind === 'resetBefore') return;
    if (fault.kind === 'arriveLate') {
      await runtime.sleep(fault.delayMs);
      await forward(sandboxUrl, message);
      return;
    }
    const reply = await carry(fault, message, partner);
    if (fault.kind === 'twice') {
      void runtime.sleep(fault.delayMs).then(() => forward(sandboxUrl, message));
    }
    if (reply === null || fault.kind === 'resetAfter') response.destroy();
    else if (fault.kind === 'truncate') answer(response, reply, reply.body.length >> 1);
    else answer(response, reply);
  }

  const relay = await openRelay(handle);
  return {
    ...relay,
    struck: () => ({ ...struck }),
    calm() {
      isCalm = true;
    },
  };
}
