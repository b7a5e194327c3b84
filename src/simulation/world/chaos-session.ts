import type { SimRuntime } from './sim-runtime.ts';
import { EXPERIMENTER_HEADERS, type SimGateway } from './sim-gateway.ts';

type FaultBody = Readonly<Record<string, unknown>>;

/** Whoever runs the chaos session arms again what a gateway's death has disarmed. */
export interface ChaosSession {
  /** Remembers a fault until its time is over; returns it under a name of its own. */
  add(fault: FaultBody): FaultBody;
  /** What is still armed, each with the time that it has left. */
  armed(): readonly FaultBody[];
  /** Ends the session: nothing is armed again. */
  end(): void;
}

const FAULTS_PATH = '/chaos/v1/faults';

/** A session in which nothing is armed yet. */
export function createChaosSession(time: SimRuntime): ChaosSession {
  const faults: { readonly body: FaultBody; readonly untilMs: number }[] = [];
  return {
    add(fault) {
      const body = { ...fault, id: `plan-${faults.length + 1}` };
      const ttlMs = Number.parseInt(String(fault['ttl']), 10) * 1_000;
      faults.push({ body, untilMs: time.elapsed() + ttlMs });
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

/** Arms a fault at the gateway's own control API. Rejects when the API refuses it. */
export async function armFault(gateway: SimGateway, body: FaultBody): Promise<void> {
  const answer = await gateway.chaos.call({
    method: 'POST',
    path: FAULTS_PATH,
    headers: EXPERIMENTER_HEADERS,
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`the plan's fault was refused: ${answer.body}`);
}

/** Takes every fault away, as an operator does. */
export async function disarmAll(gateway: SimGateway): Promise<void> {
  const call = { method: 'DELETE', path: FAULTS_PATH, headers: EXPERIMENTER_HEADERS } as const;
  await gateway.chaos.call(call);
}
