import type { GatewayEvent } from '../../contract/events.ts';
import { createCallbackDispatcher } from '../../sandbox/callbacks/callback-dispatcher.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';
import type { JournalKind, Trouble } from '../plan/plan.ts';
import { createChronicle, type Chronicle } from '../record/chronicle.ts';
import type { Heard } from '../record/told.ts';
import { createTruth, type Truth } from '../record/truth.ts';
import { armFault, createChaosSession, disarmAll } from './chaos-session.ts';
import type { DoorAnswer, DoorRequest } from './door.ts';
import { createGatewayLife, type GatewayLife, inTime } from './gateway-life.ts';
import { createRealWork } from './real-work.ts';
import { openSimBanks } from './sim-banks.ts';
import { createSimDisk } from './sim-journal.ts';
import { type SimRuntime, simRuntime } from './sim-runtime.ts';
import { createWebhookEndpoint } from './webhook-endpoint.ts';

const CALLBACK_TIMEOUT_MS = 5_000;

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
  const { seed, overHttp, onEvent } = settings;
  const work = createRealWork();
  const time = simRuntime(seed, work);
  const truth = createTruth();
  const chronicle = createChronicle(truth, () => time.elapsed(), settings.count);
  const disk = createSimDisk(settings.journal, work);
  const endpoint = createWebhookEndpoint(time, settings.onHeard);
  const session = createChaosSession(time);
  const banks = openSimBanks(time, seed, truth);
  const { partners, straggleMs } = banks;
  const postWebhook = endpoint.post;
  const kept = { seed, world: time, work, disk, overHttp, truth, chronicle, partners, straggleMs };
  const place = { ...kept, paysThrough: settings.partners, onEvent, postWebhook };
  const life = createGatewayLife(place, time, session);
  const postman = openPostman(partners, time, life);

  async function befall(trouble: WorldTrouble): Promise<void> {
    switch (trouble.kind) {
      case 'fault': {
        const gateway = life.current();
        if (gateway !== null) await inTime(time, armFault(gateway, session.add(trouble.body)));
        return;
      }
      case 'behaviour':
        return banks.behave(trouble);
      case 'straggle':
        return banks.straggle(trouble);
      case 'deaf':
        return endpoint.deafen(trouble.forMs);
      case 'jump':
        return time.jumpWallClock(trouble.byMs);
      case 'crash':
        life.kill();
        await disk.abandon();
        await time.advance(trouble.downMs);
        return await life.boot();
      case 'restart':
        await life.stop();
        return await life.boot();
    }
  }

  await life.boot();
  return {
    time,
    truth,
    chronicle,
    partners,
    call: (request) => callAt(life, request),
    befall,
    async calm() {
      endpoint.listen();
      session.end();
      banks.calm();
      const gateway = life.current();
      if (gateway !== null) await inTime(time, disarmAll(gateway));
      banks.settlePending();
    },
    hasLetters: () => postman.pending() > 0,
    async close() {
      postman.close();
      life.release();
      await disk.remove();
    },
  };
}

async function callAt(life: GatewayLife, request: DoorRequest): Promise<DoorAnswer> {
  const gateway = life.current();
  if (gateway === null) throw new Error('connection refused');
  return await gateway.api.call(request);
}

/** Carries the banks' callbacks to whichever gateway is up. */
function openPostman(partners: readonly SandboxPartner[], time: SimRuntime, life: GatewayLife) {
  return createCallbackDispatcher({
    partners,
    runtime: time,
    log: () => undefined,
    async deliver({ url, headers, body }) {
      if (life.current() === null) throw new Error('connection refused');
      const path = new URL(url).pathname;
      const answering = callAt(life, { method: 'POST', path, headers, body });
      const late = time.sleep(CALLBACK_TIMEOUT_MS).then(() => null);
      const answer = await Promise.race([answering, late]);
      return { status: answer?.status ?? 503, body: answer?.body ?? '' };
    },
  });
}
