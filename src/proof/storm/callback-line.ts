import type { ServerResponse } from 'node:http';

import type { Runtime } from '../../runtime/runtime.ts';
import { answer, forward, type Message, openRelay, type Relay } from './relay.ts';
import { drawCallbackFault } from './storm-faults.ts';

/** The way that callbacks take from the banks to the gateway. */
export interface CallbackLine extends Relay {
  /** The gateway that is alive now. */
  leadTo(gatewayUrl: string): void;
  struck(): Readonly<Record<string, number>>;
  calm(): void;
}

/** Words of partners for a good end, and what a forger makes of them; and amounts. */
const FORGERIES: readonly (readonly [RegExp, string])[] = [
  [/SUCCESS/, 'FAILED_'],
  [/SUCC/, 'FAIL'],
  [/ACSC/, 'RJCT'],
  [/booked/, 'failed'],
  [/"value":(\d)/, '"value":9'],
];

const LOST: Uint8Array = Buffer.from('lost on the way');

/** What the way is drawn from. */
export interface CallbackLineOptions {
  readonly runtime: Runtime;
  readonly seed: string;
  /** True while the address of this partner is away: what it says is lost as well. */
  readonly isAway: (partner: string) => boolean;
}

/** Opens the way; it leads nowhere until it is told. */
export async function openCallbackLine(options: CallbackLineOptions): Promise<CallbackLine> {
  const { runtime, seed, isAway } = options;
  const struck: Record<string, number> = {};
  let gatewayUrl = 'http://127.0.0.1:9';
  let number = 0;
  let isCalm = false;

  async function handle(message: Message, response: ServerResponse): Promise<void> {
    number += 1;
    const drawn = isCalm
      ? ({ kind: 'none' } as const)
      : drawCallbackFault(seed, 'callback', number);
    const isCutOff = !isCalm && isAway(message.path.split('/')[2] ?? '');
    const fault = isCutOff ? ({ kind: 'lost' } as const) : drawn;
    const what = isCutOff ? 'outage' : fault.kind;
    if (fault.kind !== 'none') struck[what] = (struck[what] ?? 0) + 1;
    if (fault.kind === 'lost') {
      response.writeHead(503).end(LOST);
      return;
    }
    if (fault.kind === 'late') await runtime.sleep(fault.delayMs);
    if (fault.kind === 'forged') await forward(gatewayUrl, forge(message));
    const reply = await forward(gatewayUrl, message);
    if (fault.kind === 'twice') {
      void runtime.sleep(fault.delayMs).then(() => forward(gatewayUrl, message));
    }
    if (reply === null) response.destroy();
    else answer(response, reply);
  }

  const relay = await openRelay(handle);
  return {
    ...relay,
    leadTo(url) {
      gatewayUrl = url;
    },
    struck: () => ({ ...struck }),
    calm() {
      isCalm = true;
    },
  };
}

/** The same message with another end or amount, under the seal of the true one. */
function forge(message: Message): Message {
  const text = message.body.toString('latin1');
  const forged = FORGERIES.reduce((body, [word, other]) => body.replace(word, other), text);
  // Where nothing stands to be forged (ciphertext), a flipped letter must do.
  const changed = forged === text ? text.replace(/[a-y]/, 'z') : forged;
  return { ...message, body: Buffer.from(changed, 'latin1') };
}
