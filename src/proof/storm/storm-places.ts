import { ADAPTERS } from '../../../adapters/registry.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import type { Behaviour, BehaviourName } from '../../sandbox/behaviours/behaviour.ts';
import type { SandboxWorld } from '../../sandbox/server/sandbox-world.ts';
import { openCrashBanks } from '../crash/places.ts';
import type { Ledger } from './ledger.ts';

/** One set of books at one address: what one endpoint of a partner knows, no other one does. */
export interface StormPlace {
  /** The first part of its path on the line, and its name in the storm's books. */
  readonly name: string;
  readonly partner: string;
  readonly sandboxUrl: string;
}

/** Every bank of the storm. */
export interface StormPlaces {
  readonly all: readonly StormPlace[];
  /** Makes a partner's banks misbehave, at each of its addresses. */
  arm(partner: string, name: BehaviourName, details: Partial<Behaviour>): void;
  /** Callbacks go there from now on: those of the second ledger to an address of their own. */
  sendCallbacksTo(url: string, secondUrl: string): void;
  close(): Promise<void>;
}

/** Every partner of the registry, in its order. */
export const STORM_PARTNERS: readonly string[] = Object.keys(ADAPTERS);

/** The one partner whose hosts have ledgers of their own (`keyScope: 'endpoint'`): it has two. */
export const TWO_LEDGERS = { partner: 'adyen', names: ['adyen', 'adyen-2'] } as const;

/**
 * Opens all simulated partners, and a second {@link TWO_LEDGERS} with books of its own. Every movement
 * of money at each is noted in the ledger at the moment it is made.
 */
export async function openStormPlaces(ledger: Ledger): Promise<StormPlaces> {
  const worlds = await Promise.all([openCrashBanks(), openCrashBanks()]);
  const [first, second] = worlds;
  const { partner, names } = TWO_LEDGERS;
  const placeOf = (world: SandboxWorld, owner: string, name: string) => {
    const bank = world.partners.find((one) => one.name === owner)?.bank;
    bank?.onChange((instruction) => ledger.note(name, instruction, systemRuntime.now()));
    return { name, partner: owner, sandboxUrl: world.sandbox.url };
  };
  const all = [
    ...STORM_PARTNERS.map((name) => placeOf(first, name, name)),
    placeOf(second, partner, names[1]),
  ];
  return {
    all,
    arm(owner, name, details) {
      for (const world of owner === partner ? worlds : [first]) world.arm(owner, name, details);
    },
    sendCallbacksTo(url, secondUrl) {
      first.sendCallbacksTo(url);
      second.sendCallbacksTo(secondUrl);
    },
    async close() {
      await Promise.all(worlds.map((world) => world.close()));
    },
  };
}
