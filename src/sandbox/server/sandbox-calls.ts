/** One call of the sandbox's own, as the index and docs/SANDBOX.md show it. */
export interface SandboxCall {
  readonly says: string;
  /** What may follow the path in the example. */
  readonly query?: string;
  /** The body of the example; its fields are those the call reads. */
  readonly body?: Readonly<Record<string, string | number>>;
}

/** Every call beside the partners' own interfaces: what it does, and an example that works. */
export const SANDBOX_CALLS = {
  'GET /': {
    says: 'This index: partners, their balances, what is armed. HTML for a browser, else JSON.',
  },
  'GET /health': { says: 'Says that the sandbox is up, and which partners it simulates.' },
  'GET /books': {
    says: 'Every order that was executed, and how often: the truth that every test is judged by.',
    query: '?partner=wechat',
  },
  'GET /books/equation': {
    says: 'Whether each account still adds up (balance + executed - returned = opening), and how many orders were executed more than once.',
  },
  'GET /admin/behaviours': {
    says: 'What is armed now, and every behaviour there is.',
    query: '?partner=wechat',
  },
  'POST /admin/behaviours': {
    says: 'Arms a behaviour for the orders of a partner. `ttlMs` is mandatory, at most an hour; `rate` is 1 and `times` without limit when absent.',
    body: {
      partner: 'wechat',
      name: 'callbackLate',
      value: '8000',
      rate: 0.5,
      times: 10,
      ttlMs: 60_000,
    },
  },
  'DELETE /admin/behaviours': {
    says: 'Ends one armed behaviour, or all of a partner, or all.',
    query: '?partner=wechat&name=callbackLate',
  },
  'POST /admin/behaviours/clear': {
    says: 'Ends everything armed at a partner; at every partner when it names none.',
    body: { partner: 'wechat' },
  },
  'GET /admin/instructions': {
    says: 'Orders with all their statuses: the newest 200, or those under one reference.',
    query: '?partner=wechat&reference=DEMOORDER1',
  },
  'POST /admin/settle': {
    says: 'Executes an accepted order now, a stuck one too: its money leaves.',
    body: { partner: 'wechat', reference: 'DEMOORDER1' },
  },
  'POST /admin/return': {
    says: 'Gives an executed order’s money back, less the fee in minor units.',
    body: { partner: 'wechat', reference: 'DEMOORDER1', reasonCode: 'RETURNED', feeMinor: 100 },
  },
  'GET /admin/callbacks': {
    says: 'What became of each callback lately, and how many are still on their way.',
    query: '?partner=wechat',
  },
} as const satisfies Record<string, SandboxCall>;

/** A call by its method and path. */
export type SandboxCallName = keyof typeof SANDBOX_CALLS;
