import { chanceOf, type Chance } from './chance.ts';
import { drawBehaviour, honestDelayMs } from './draw-behaviour.ts';
import { drawFault } from './draw-fault.ts';
import { type Arrival, type Plan, STORM_MS, type Trouble } from './plan.ts';
import { FACTORIES, type SimPartner, simPartners } from '../partners/sim-partners.ts';

/** One seed in ten has a bank that breaks its word. */
const LIAR_EVERY = 10;

const BURST_MS = 2_000;

/**
 * Draws a seed's plan over these partners, all of the registry by default; the same seed, number of
 * payouts and partners draw the same plan for ever.
 */
export function drawPlan(
  seed: number,
  payouts: number,
  names: readonly string[] = [...FACTORIES.keys()],
): Plan {
  const partners = simPartners(names);
  const chance = chanceOf(seed, 'troubles');
  const liar = seed % LIAR_EVERY === 0 ? chance.pick(partners) : null;
  const troubles = Array.from({ length: chance.between(5, 11) }, () =>
    drawTrouble(chance, seed, partners),
  );
  const lies = liar === null ? [] : drawLies(chance, liar);
  const byTime = [...troubles, ...lies].toSorted((a, b) => a.atMs - b.atMs);
  return {
    seed,
    partners: names,
    liar: liar?.name ?? null,
    arrivals: drawArrivals(seed, payouts, partners),
    troubles: learnable(byTime, liar?.name ?? null),
  };
}

function drawTrouble(chance: Chance, seed: number, partners: readonly SimPartner[]): Trouble {
  const atMs = chance.below(STORM_MS);
  const partner = chance.pick(partners);
  const roll = chance.next();
  if (roll < 0.34) return { atMs, ...drawFault(chance, seed, partner.name) };
  if (roll < 0.7) return drawFittingBehaviour(chance, atMs, partner);
  if (roll < 0.76) {
    const byMs = chance.between(100, honestDelayMs(partner));
    return { atMs, kind: 'straggle', partner: partner.name, rate: 0.3, byMs, forMs: 15_000 };
  }
  if (roll < 0.82) return { atMs, kind: 'crash', downMs: chance.between(1, 5_000) };
  if (roll < 0.84) return { atMs, kind: 'restart' };
  if (roll < 0.88) return { atMs, kind: 'jump', byMs: chance.between(-120_000, 120_000) };
  if (roll < 0.91) return { atMs, kind: 'deaf', forMs: chance.between(1_000, 15_000) };
  if (roll < 0.94) {
    const restoreAfterMs = chance.happens(0.5) ? chance.between(500, 8_000) : null;
    const ttlSeconds = chance.between(1, 20);
    return { atMs, kind: 'isolate', partner: partner.name, ttlSeconds, restoreAfterMs };
  }
  return { atMs, kind: 'shift' };
}

function drawFittingBehaviour(chance: Chance, atMs: number, partner: SimPartner): Trouble {
  for (;;) {
    const behaviour = drawBehaviour(chance, partner);
    if (behaviour !== null) return { atMs, ...behaviour };
  }
}

/** Three lies, each of which a callback brings to light. */
function drawLies(chance: Chance, { name: partner, samples, capabilities }: SimPartner): Trouble[] {
  const atMs = chance.below(STORM_MS / 2);
  const forMs = chance.between(10_000, 30_000);
  const drainMs = capabilities.notFoundIsProofAfterMs;
  const lie = chance.below(drainMs === null ? 1 : 3);
  switch (lie) {
    case 1: {
      // Copies arrive after the time by which the partner promised that none can.
      const byMs = 3 * (drainMs ?? 0) + chance.between(0, 10_000);
      return [{ atMs, kind: 'straggle', partner, rate: 0.5, byMs, forMs }];
    }
    case 2: {
      // It denies, after the drain time, what it has taken.
      const late = 4 * (drainMs ?? 0);
      const common = { atMs, kind: 'behaviour', partner, forMs } as const;
      return [
        { ...common, name: 'inquiryNotFoundFor', rate: 1, value: String(10 * late) },
        { ...common, name: 'resetAfterExecution', rate: 0.5, value: 'submit' },
        { ...common, name: 'payAfter', rate: 1, value: String(late) },
      ];
    }
    default: {
      const value = `${chance.pick(samples.rejections)}:${chance.between(200, 4_000)}`;
      return [
        { atMs, kind: 'behaviour', partner, name: 'payAfterReject', rate: 0.5, value, forMs },
      ];
    }
  }
}

/**
 * Takes out what would keep the truth from ever being told: a lost callback about returned money,
 * or about a lie. Both would be known from a statement alone, which the gateway does not read yet.
 */
function learnable(troubles: readonly Trouble[], liar: string | null): readonly Trouble[] {
  const silenced = new Set(
    troubles.flatMap((trouble) =>
      trouble.kind === 'behaviour' && trouble.name === 'returnAfter' ? [trouble.partner] : [],
    ),
  );
  if (liar !== null) silenced.add(liar);
  return troubles.filter(
    (trouble) =>
      trouble.kind !== 'behaviour' ||
      trouble.name !== 'callbackLost' ||
      !silenced.has(trouble.partner),
  );
}

function drawArrivals(
  seed: number,
  payouts: number,
  partners: readonly SimPartner[],
): readonly Arrival[] {
  const chance = chanceOf(seed, 'arrivals');
  const isBurst = chance.happens(0.2);
  const burstAtMs = chance.below(STORM_MS - BURST_MS);
  const homes = partners.flatMap(({ name, samples }) =>
    Array.from({ length: samples.weight }, () => name),
  );
  const moments = Array.from({ length: payouts }, () =>
    isBurst && chance.happens(0.7) ? burstAtMs + chance.below(BURST_MS) : chance.below(STORM_MS),
  );
  return moments
    .toSorted((a, b) => a - b)
    .map((atMs, index) => drawArrival(chance, atMs, index, chance.pick(homes)));
}

function drawArrival(chance: Chance, atMs: number, index: number, payee: string): Arrival {
  const maybe = (share: number, mostMs: number) =>
    chance.happens(share) ? chance.between(1, mostMs) : null;
  return {
    atMs,
    loan: `loan-${index + 1}`,
    payee,
    payeeNo: index + 1,
    amountMinor: chance.between(10_000, 500_000),
    borrower: chance.happens(0.95)
      ? 'fine'
      : chance.pick(['identityIncomplete', 'incomeMissing'] as const),
    deadlineAfterMs: maybe(0.1, 60_000),
    looksAfterMs: Array.from({ length: chance.happens(0.25) ? 2 : 1 }, () =>
      chance.between(1, 15_000),
    ),
    repeatsAfterMs: maybe(0.2, 10_000),
    cancelsAfterMs: maybe(0.08, 5_000),
    secondKeyAfterMs: maybe(0.04, 20_000),
    resubmits: chance.happens(0.3),
  };
}
