/**
 * What is still to be put right before the rules hold everywhere; each line goes with the change
 * that mends it, and this file with the last.
 */
export function unlessPending(
  rule: keyof typeof PENDING,
  offences: readonly string[],
): readonly string[] {
  const files: readonly string[] = PENDING[rule];
  return offences.filter((offence) => !files.some((file) => offence.startsWith(file)));
}

const PENDING = {
  sizes: [
    'src/proof/model/stage.ts',
    'src/simulation/people/callers.ts',
    'src/simulation/people/operators.ts',
    'src/simulation/record/chronicle.ts',
    'src/simulation/record/told.ts',
    'src/simulation/world/sim-runtime.ts',
    'src/simulation/world/sim-world.ts',
  ],
  docstrings: [
    'src/payouts/accept/acceptor.ts',
    'src/payouts/decide/after-death.ts',
    'src/payouts/decide/decision.ts',
    'src/payouts/dispatch/partner-calls.ts',
    'src/payouts/dispatch/quiet-clock.ts',
    'src/payouts/dispatch/receive-callback.ts',
    'src/payouts/dispatch/witness.ts',
    'src/payouts/engine/mailbox.ts',
    'src/payouts/engine/scheduler.ts',
    'src/payouts/model/payout.ts',
    'src/payouts/route/eligibility.ts',
    'src/payouts/route/learned-routing.ts',
    'src/payouts/service.ts',
    'src/payouts/views/show-payout.ts',
    'src/payouts/views/views.ts',
    'src/proof/crash/webhook-receiver.ts',
    'src/proof/model/automaton.ts',
    'src/proof/model/bank.ts',
    'src/proof/model/layout.ts',
    'src/proof/model/mutations.ts',
    'src/proof/model/payout-table.ts',
    'src/proof/model/questions.ts',
    'src/proof/model/stage.ts',
    'src/proof/model/step.ts',
    'src/proof/model/words.ts',
    'src/simulation/people/callers.ts',
    'src/simulation/people/operators.ts',
    'src/simulation/record/truth.ts',
    'src/simulation/world/sim-gateway.ts',
  ],
  words: [],
  circles: ['src/payouts/decide', 'src/payouts/service.ts', 'src/proof/model/payout-table.ts'],
} as const;
