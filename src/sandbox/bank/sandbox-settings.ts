import type { Runtime } from '../../runtime/runtime.ts';

/** What every simulated partner is built from. */
export interface SandboxSettings {
  readonly runtime: Runtime;
  /** Seeds the keyed draws of behaviours. */
  readonly seed: string;
  /** Where callbacks go: `http://127.0.0.1:8080/callbacks/<partner>`. */
  readonly callbackUrl: string;
  /** How long a normal order stays accepted before it settles, in ms; 0: at once. */
  readonly settleMs: number;
  readonly openingBalanceMinor: bigint;
  readonly log: (line: string) => void;
}
