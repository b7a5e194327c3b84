import type { BankOrder } from '../../../src/sandbox/bank/bank.ts';
import { createBank, type LedgerBank } from '../../../src/sandbox/bank/ledger-bank.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/partners/messages.ts';
import type { SandboxSettings } from '../../../src/sandbox/bank/sandbox-settings.ts';
import { applyWire } from '../../../src/sandbox/partners/wire-behaviours.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';

/** How long a normal order of these tests stays accepted. */
export const SETTLE_MS = 100;

export const OPENING_MINOR = 1_000_000n;

/** Settings of a bank whose log lines go nowhere, or into `lines`. */
export function settingsFor(runtime: Runtime, lines: string[] = []): SandboxSettings {
  return {
    runtime,
    seed: 'kernel',
    callbackUrl: 'http://127.0.0.1:9/callbacks/plain',
    settleMs: SETTLE_MS,
    openingBalanceMinor: OPENING_MINOR,
    log: (line) => lines.push(line),
  };
}

/** A bank named `plain` with one account in CNY. */
export function plainBank(runtime: Runtime, lines: string[] = []): LedgerBank {
  return createBank({
    partner: 'plain',
    settings: settingsFor(runtime, lines),
    currencies: ['CNY'],
  });
}

/** An order of 10.00 yuan; magic values go into `text`. */
export function order(reference: string, changes: Partial<BankOrder> = {}): BankOrder {
  return {
    reference,
    amountMinor: 1_000n,
    currency: 'CNY',
    creditorAccount: 'ACC-1',
    creditorName: 'Zhang San',
    content: 'loan',
    text: '',
    ...changes,
  };
}

/** What a test may decide about the plain partner's callbacks. */
export interface PlainPartnerOptions {
  readonly callbackUrl?: string;
  readonly callbackRetryMs?: readonly number[];
}

/**
 * The simplest protocol there could be on top of a bank: `POST /submit/<reference>` with the order's
 * text as its body, `GET /inquire/<reference>`, `POST /cancel/<reference>`; anything else is echoed.
 */
export function plainPartner(runtime: Runtime, options: PlainPartnerOptions = {}): SandboxPartner {
  const bank = plainBank(runtime);
  return {
    name: 'plain',
    bank,
    handle: async (request) => handle(bank, request),
    callback(instruction) {
      const { reference, status } = instruction;
      if (status === 'accepted') return null;
      const spoilt = bank.behaviours.strikes('callbackBadSignature', reference, '') !== null;
      return {
        url: options.callbackUrl ?? 'http://127.0.0.1:9/callbacks/plain',
        headers: { 'content-type': 'text/plain', 'x-signed-at': String(runtime.now()) },
        body: `${reference} ${spoilt ? 'spoilt' : status}`,
      };
    },
    callbackRetryMs: options.callbackRetryMs ?? [],
    callbackTaken: (status, body) => status === 200 && body === 'taken',
  };
}

function handle(bank: LedgerBank, request: SandboxRequest): SandboxReply {
  const [, verb = '', reference = ''] = request.path.split('/');
  switch (verb) {
    case 'submit':
      return applyWire(bank, 'submit', reference, request.body, () =>
        text(200, bank.place(order(reference, { text: request.body })).kind),
      );
    case 'inquire':
      return applyWire(bank, 'inquire', reference, '', () => {
        const status = bank.find(reference)?.status;
        return status === undefined ? text(404, 'unknown') : text(200, status);
      });
    case 'cancel':
      return applyWire(bank, 'cancel', reference, '', () => text(200, bank.cancel(reference)));
    case 'partial':
      return { kind: 'partial', status: 200, headers: {}, body: '0123456789', bytes: 4 };
    case 'fail':
      throw new Error('a defect of the partner');
    default:
      return text(200, `${request.method} ${request.path} ${request.body}`);
  }
}

function text(status: number, body: string): SandboxReply {
  return { kind: 'answer', status, headers: { 'content-type': 'text/plain' }, body };
}
