/** One proof of a full run, as docs/PROOF.md shows it. */
export interface Proof {
  readonly name: 'model' | 'crash' | 'simulation' | 'money';
  readonly title: string;
  /** What it does, for readers of the page. */
  readonly about: string;
  /** Options of node itself, and the arguments of `breakwater`. */
  readonly nodeOptions: readonly string[];
  readonly command: readonly string[];
}

/** How much a full run proves. */
export interface ProofSizes {
  /** States after which the model's last search is cut off. */
  readonly limit: number;
  readonly kills: number;
  readonly seeds: number;
  readonly payouts: number;
}

/** The proofs that run side by side: the model needs one core, the crashes mostly wait. */
export function proofsAtOnce({ limit, kills }: ProofSizes): readonly Proof[] {
  return [
    {
      name: 'model',
      title: 'Model check',
      about:
        'A breadth-first search through all interleavings of one payout, driving the product’s own `decide()`: two partners; requests, answers, callbacks and inquiries lost, late and out of order; banks that accept, pay, reject, refuse without recording, return, lie and forget, or open a refused key again; copies that the network delivers twice; crashes between a decision and its effect; cancels and operators at any step. In the full bound two payouts are one state when no sequence of facts can tell them apart; the last search goes payout by payout and is cut off. Then the same search over mutants of the product, each of which must be caught.',
      nodeOptions: ['--max-old-space-size=14000'],
      command: ['prove', 'model', '--limit', String(limit)],
    },
    {
      name: 'crash',
      title: 'Crashes on the real thing',
      about:
        'The gateway as a process with its SQLite journal, killed with SIGKILL at named points and at random, restarted on the same folder, judged by the partners’ books, the caller’s keys and the webhooks it received.',
      nodeOptions: [],
      command: ['prove', 'crash', '--kills', String(kills)],
    },
  ];
}

/** Takes both cores for itself, so it comes after the others. */
export function simulationProof({ seeds, payouts }: ProofSizes): Proof {
  return {
    name: 'simulation',
    title: 'Deterministic simulation',
    about:
      'The whole gateway, from its HTTP handlers to its wires, in one process on virtual time against all simulated partners. Each seed draws arrivals, faults, banks’ bad days, crashes, clock jumps, deaf webhook endpoints, callers that repeat and cancel, operators. One seed in ten has a bank that breaks its word. The oracle compares the partners’ books, the journal and everything that anybody was told, at the moment it was told.',
    nodeOptions: [],
    command: ['prove', 'sim', '--seeds', String(seeds), '--payouts', String(payouts)],
  };
}

/** The mistakes of the list, each made alone; where tests can be run. */
export const MONEY_PROOF: Proof = {
  name: 'money',
  title: 'Mistakes with money',
  about:
    'Mistakes that paid twice, lost money or told a lie about it once, by their kinds, each made alone in a copy of the sources; beside each the test that notices. They are in parts that the model check cannot hold; its own mutants are above.',
  nodeOptions: [],
  command: ['prove', 'money'],
};

/** The end of the page. */
export const LIMITS = `## What is assumed, and what is not covered

- Partners keep their declared drain time and key window, and a signed word is theirs.
- The model holds one payout, at most two partners and two copies of an attempt, and no batches. What does not come together in any of its bounds stands at \`LARGE\` in \`src/proof/model/bounds.ts\`: above all, a copy delivered twice meets neither returns nor holds, and with two partners neither callbacks nor second copies. Where a search was cut off at its limit of states, no violation was found so far, and every state found has a way to an end.
- A mutant's trace is left out here; \`npx breakwater prove model\` prints each.
- kill -9 leaves the page cache alive: power loss is covered only as far as an acknowledgement follows an fsync, and fsync is honest.
- The simulation has no sockets, no disk and no statements: those are the crash tests' and the journal's. A bank that executes one key twice shows in its books alone.
- Bad journals have tests of their own: a full disk (\`test/e2e/full-disk.long.test.ts\`), I/O errors, read-only folders, a second process, a newer version (\`test/journal/sqlite\`), a log torn at every frame (\`test/journal/sqlite/torn-log.long.test.ts\`), a clock that goes backwards (\`test/proof/crash/clock-back.long.test.ts\`).
`;
