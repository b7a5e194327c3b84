import type { GatewayEvent } from '../../contract/events.ts';
import { createCallbackDispatcher } from '../../sandbox/callbacks/callback-dispatcher.ts';
import { isLedgerBank } from '../../sandbox/bank/ledger-bank.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';
import { createSandboxPartners } from '../../sandbox/partners/sandbox-partners.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { drawFor } from '../plan/chance.ts';
import { createChronicle, type Chronicle } from '../record/chronicle.ts';
import type { DoorAnswer, DoorRequest } from './door.ts';
import type { JournalKind, Trouble } from '../plan/plan.ts';
import { quickSecrets } from '../partners/quick-secrets.ts';
import { createRealWork } from './real-work.ts';
import { EXPERIMENTER_HEADERS, type SimGateway, startSimGateway } from './sim-gateway.ts';
import { createSimDisk } from './sim-journal.ts';
import { type SimRuntime, simRuntime } from './sim-runtime.ts';
import type { Heard } from '../record/told.ts';
import { createTruth, type Truth } from '../record/truth.ts';

const SETTLE_MS = 300;
const CALLBACK_TIMEOUT_MS = 5_000;
const OPENING_MINOR = 100_000_000_000_000n;

/** What a world is opened for. */
export interface WorldSettings {
  readonly seed: number;
  /** The names of the partners that the gateway pays through. */
  readonly partners: readonly string[];
  readonly journal: JournalKind;
  readonly overHttp: boolean;
  readonly count: (name: string) => void;
  readonly onEvent: (event: GatewayEvent) => void;
  readonly onHeard: (heard: Heard) => void;
}

/** The banks, the wires, the caller's webhook endpoint, and a gateway that comes and goes. */
export interface SimWorld {
  readonly time: SimRuntime;
  readonly truth: Truth;
  readonly chronicle: Chronicle;
  readonly partners: readonly SandboxPartner[];
  /** A call at the gateway's API. Rejects while no gateway is up, or when it dies meanwhile. */
  call(request: DoorRequest): Promise<DoorAnswer>;
  befall(trouble: WorldTrouble): Promise<void>;
  /** The end of all troubles: no faults, honest banks, open ears; what is stuck is settled by hand. */
  calm(): Promise<void>;
  /** True while a callback waits to be delivered. */
  hasLetters(): boolean;
  close(): Promise<void>;
}

/** The troubles that befall the world; people's doings are for people. */
export type WorldTrouble = Exclude<Trouble, { readonly kind: 'shift' | 'isolate' }>;

/** Opens a world with its first gateway up. */
export async function openSimWorld(settings: WorldSettings): Promise<SimWorld> {
  const { seed, onHeard } = settings;
  const work = createRealWork();
  const time = simRuntime(seed, work);
  const truth = createTruth();
  const chronicle = createChronicle(truth, () => time.elapsed(), settings.count);
  const disk = createSimDisk(settings.journal, work);
  const stragglers = new Map<string, { rate: number; byMs: number; untilMs: number }>();
  const session = createChaosSession(time);
  let deafUntilMs = 0;
  const gateways: SimGateway[] = [];
  let gateway: SimGateway | null = null;

  const partners = createSandboxPartners({
    runtime: time,
    seed: String(seed),
    gatewayUrl: 'http://gateway',
    fixturesFolder: FIXTURES_FOLDER,
    secretsOf: (partner) => quickSecrets(partner, FIXTURES_FOLDER),
    settleMs: SETTLE_MS,
    openingBalanceMinor: OPENING_MINOR,
    log: () => undefined,
  });
  for (const { name, bank } of partners) {
    bank.onChange((instruction) => truth.hear(name, instruction));
  }

  function straggleMs(partner: string, payoutId: string): number {
    const straggler = stragglers.get(partner);
    if (straggler === undefined || time.elapsed() >= straggler.untilMs) return 0;
    return drawFor(seed, `straggle ${payoutId}`) < straggler.rate ? straggler.byMs : 0;
  }

  async function boot(): Promise<void> {
    const starting = startSimGateway({
      seed,
      world: time,
      work,
      disk,
      overHttp: settings.overHttp,
      truth,
      chronicle,
      partners,
      paysThrough: settings.partners,
      straggleMs,
      onEvent: settings.onEvent,
      async postWebhook(_url, headers, body) {
        if (time.elapsed() < deafUntilMs) {
          return { kind: 'answered', status: 503, retryAfterMs: null };
        }
        onHeard({ id: headers['webhook-id'] ?? '', body });
        return { kind: 'answered', status: 200, retryAfterMs: null };
      },
    });
    const started = await inTime(starting);
    for (const body of session.armed()) await inTime(arm(started, body));
    gateways.push(started);
    gateway = started;
  }

  /** Waits for work that itself waits for commits, and commits for time. */
  async function inTime<T>(doing: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => (isDone = true);
    doing.then(done, done);
    await time.advance(0);
    while (!isDone) await time.advance(1);
    return await doing;
  }

  const postman = createCallbackDispatcher({
    partners,
    runtime: time,
    log: () => undefined,
    async deliver({ url, headers, body }) {
      if (gateway === null) throw new Error('connection refused');
      const path = new URL(url).pathname;
      const answering = gateway.api.call({ method: 'POST', path, headers, body });
      const late = time.sleep(CALLBACK_TIMEOUT_MS).then(() => null);
      const answer = await Promise.race([answering, late]);
      return { status: answer?.status ?? 503, body: answer?.body ?? '' };
    },
  });

  async function befall(trouble: WorldTrouble): Promise<void> {
    switch (trouble.kind) {
      case 'fault':
        if (gateway !== null) await inTime(arm(gateway, session.add(trouble.body)));
        return;
      case 'behaviour': {
        const { name, rate, value, forMs } = trouble;
        const bank = partners.find((partner) => partner.name === trouble.partner)?.bank;
        const endsAtMs = time.now() + forMs;
        bank?.behaviours.arm({ name, rate, value, endsAtMs, times: null });
        return;
      }
      case 'straggle': {
        const { rate, byMs, forMs } = trouble;
        stragglers.set(trouble.partner, { rate, byMs, untilMs: time.elapsed() + forMs });
        return;
      }
      case 'deaf':
        deafUntilMs = time.elapsed() + trouble.forMs;
        return;
      case 'jump':
        time.jumpWallClock(trouble.byMs);
        return;
      case 'crash':
        gateway?.kill();
        gateway = null;
        await disk.abandon();
        await time.advance(trouble.downMs);
        return await boot();
      case 'restart': {
        const stopping = gateway?.stop() ?? Promise.resolve();
        gateway = null;
        await inTime(stopping);
        return await boot();
      }
    }
  }

  await boot();
  return {
    time,
    truth,
    chronicle,
    partners,
    async call(request) {
      if (gateway === null) throw new Error('connection refused');
      return await gateway.api.call(request);
    },
    befall,
    async calm() {
      deafUntilMs = 0;
      stragglers.clear();
      session.end();
      for (const { bank } of partners) bank.behaviours.clear();
      if (gateway !== null) {
        const path = '/chaos/v1/faults';
        await inTime(gateway.chaos.call({ method: 'DELETE', path, headers: EXPERIMENTER_HEADERS }));
      }
      for (const { partner, reference } of truth.pending()) {
        const bank = partners.find(({ name }) => name === partner)?.bank;
        if (bank !== undefined && isLedgerBank(bank)) bank.settle(reference);
      }
    },
    hasLetters: () => postman.pending() > 0,
    async close() {
      postman.close();
      for (const each of gateways) {
        each.kill();
        each.release();
      }
      await disk.remove();
    },
  };
}

/** Whoever runs the chaos session arms again what a gateway's death has disarmed. */
function createChaosSession(time: SimRuntime) {
  const faults: { readonly body: Readonly<Record<string, unknown>>; readonly untilMs: number }[] =
    [];
  return {
    add(fault: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
      const body = { ...fault, id: `plan-${faults.length + 1}` };
      faults.push({
        body,
        untilMs: time.elapsed() + Number.parseInt(String(fault['ttl']), 10) * 1_000,
      });
      return body;
    },
    armed: () =>
      faults
        .filter(({ untilMs }) => untilMs > time.elapsed())
        .map(({ body, untilMs }) => ({ ...body, ttl: `${untilMs - time.elapsed()}ms` })),
    end() {
      faults.length = 0;
    },
  };
}

async function arm(gateway: SimGateway, body: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await gateway.chaos.call({
    method: 'POST',
    path: '/chaos/v1/faults',
    headers: EXPERIMENTER_HEADERS,
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`the plan's fault was refused: ${answer.body}`);
}
