import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { isLedgerBank } from '../../sandbox/bank/ledger-bank.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';
import { createSandboxPartners } from '../../sandbox/partners/sandbox-partners.ts';
import { quickSecrets } from '../partners/quick-secrets.ts';
import { drawFor } from '../plan/chance.ts';
import type { Trouble } from '../plan/plan.ts';
import type { Truth } from '../record/truth.ts';
import type { SimRuntime } from './sim-runtime.ts';

const SETTLE_MS = 300;
const OPENING_MINOR = 100_000_000_000_000n;

/** The simulated banks and the wires to them, and what can be wrong with both. */
export interface SimBanks {
  readonly partners: readonly SandboxPartner[];
  behave(trouble: Trouble & { readonly kind: 'behaviour' }): void;
  straggle(trouble: Trouble & { readonly kind: 'straggle' }): void;
  /** How long a submit to a partner stays on the wire. */
  straggleMs(partner: string, payoutId: string): number;
  /** From now on every bank is well and every wire is quick. */
  calm(): void;
  /** Settles by hand what a bank still holds. */
  settlePending(): void;
}

/** Opens the banks of a run; what they do is told to the truth. */
export function openSimBanks(time: SimRuntime, seed: number, truth: Truth): SimBanks {
  const stragglers = new Map<string, { rate: number; byMs: number; untilMs: number }>();
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
  const bankOf = (partner: string) => partners.find(({ name }) => name === partner)?.bank;

  return {
    partners,
    behave({ partner, name, rate, value, forMs }) {
      const endsAtMs = time.now() + forMs;
      bankOf(partner)?.behaviours.arm({ name, rate, value, endsAtMs, times: null });
    },
    straggle({ partner, rate, byMs, forMs }) {
      stragglers.set(partner, { rate, byMs, untilMs: time.elapsed() + forMs });
    },
    straggleMs(partner, payoutId) {
      const straggler = stragglers.get(partner);
      if (straggler === undefined || time.elapsed() >= straggler.untilMs) return 0;
      return drawFor(seed, `straggle ${payoutId}`) < straggler.rate ? straggler.byMs : 0;
    },
    calm() {
      stragglers.clear();
      for (const { bank } of partners) bank.behaviours.clear();
    },
    settlePending() {
      for (const { partner, reference } of truth.pending()) {
        const bank = bankOf(partner);
        if (bank !== undefined && isLedgerBank(bank)) bank.settle(reference);
      }
    },
  };
}
