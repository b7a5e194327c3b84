import type { PayoutService } from '../../src/payouts/service.ts';
import { QUEUED_EXAMPLE } from '../../src/http/payouts/payout-examples.ts';
import { NEWS_EXAMPLE } from '../../src/http/partners/news-routes.ts';
import { EXAMPLE_PARTNER } from '../../src/http/partners/partner-views.ts';

/** One call the API made of the service. */
export interface ServiceCall {
  readonly name: keyof PayoutService;
  readonly args: readonly unknown[];
}

export interface ScriptedService extends PayoutService {
  /** Everything that reached the service, in order. */
  readonly calls: readonly ServiceCall[];
}

const NOWHERE = {
  chosen: null,
  why: 'no partner is configured',
  reason: null,
  waitUntil: null,
  exploration: null,
  candidates: [],
};

/** A service that knows one payout and notes what it is asked; each method can be scripted. */
export function scriptedService(script: Partial<PayoutService> = {}): ScriptedService {
  const calls: ServiceCall[] = [];
  const payout = QUEUED_EXAMPLE;
  const done = { kind: 'done', payout } as const;
  const defaults: PayoutService = {
    accept: async () => ({ kind: 'accepted', payout }),
    dryRun: async () => ({ wouldBe: 'QUEUED', failure: null, errors: [], route: NOWHERE }),
    get: async () => payout,
    list: async () => ({ data: [payout], hasMore: false }),
    events: async () => [],
    explain: async () => ({
      id: payout.id,
      state: 'QUEUED',
      summary: 'waits',
      moneyMoved: 'no',
      nextAction: null,
      waitingFor: 'a partner',
      attempts: [],
      route: NOWHERE,
    }),
    cancel: async () => done,
    review: async () => done,
    resolve: async () => done,
    callback: async () => ({ status: 200, contentType: 'text/plain', body: 'success' }),
    partners: async () => [EXAMPLE_PARTNER],
    isolate: async () => true,
    restore: async () => true,
    quarantinedPayees: async () => [],
    releasePayee: async () => true,
    unplacedNews: () => [NEWS_EXAMPLE],
    closeNews: async () => true,
    redeliver: async () => true,
    readiness: () => ({ ready: true, checks: [{ name: 'journal', ok: true, detail: '' }] }),
  };
  const service = { ...defaults, ...script };
  const noted: PayoutService = {
    accept: (...args) => note('accept', args, service.accept(...args)),
    dryRun: (...args) => note('dryRun', args, service.dryRun(...args)),
    get: (...args) => note('get', args, service.get(...args)),
    list: (...args) => note('list', args, service.list(...args)),
    events: (...args) => note('events', args, service.events(...args)),
    explain: (...args) => note('explain', args, service.explain(...args)),
    cancel: (...args) => note('cancel', args, service.cancel(...args)),
    review: (...args) => note('review', args, service.review(...args)),
    resolve: (...args) => note('resolve', args, service.resolve(...args)),
    callback: (...args) => note('callback', args, service.callback(...args)),
    partners: (...args) => note('partners', args, service.partners(...args)),
    isolate: (...args) => note('isolate', args, service.isolate(...args)),
    restore: (...args) => note('restore', args, service.restore(...args)),
    quarantinedPayees: (...args) =>
      note('quarantinedPayees', args, service.quarantinedPayees(...args)),
    releasePayee: (...args) => note('releasePayee', args, service.releasePayee(...args)),
    unplacedNews: (...args) => note('unplacedNews', args, service.unplacedNews(...args)),
    closeNews: (...args) => note('closeNews', args, service.closeNews(...args)),
    redeliver: (...args) => note('redeliver', args, service.redeliver(...args)),
    readiness: (...args) => note('readiness', args, service.readiness(...args)),
  };
  return { ...noted, calls };

  function note<Result>(name: keyof PayoutService, args: readonly unknown[], result: Result) {
    calls.push({ name, args });
    return result;
  }
}
