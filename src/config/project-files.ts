import { fileURLToPath } from 'node:url';

/** The lane rules as shipped: like all files here, found from wherever the process was started. */
export const LANE_RULES_FILE = fileURLToPath(
  new URL('../../deploy/breakwater.yaml', import.meta.url),
);

/** The lane rules of the demo's partners, which the simulation and the proofs run by as well. */
export const DEMO_LANE_RULES_FILE = fileURLToPath(
  new URL('../../deploy/breakwater.demo.yaml', import.meta.url),
);

/** Tiers, prices and bounds of the partners, as shipped. */
export const ROUTING_FILE = fileURLToPath(new URL('../../deploy/routing.yaml', import.meta.url));

/** The partners' stored messages and sample payouts. */
export const FIXTURES_FOLDER = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** The page that a full run of the proofs writes. */
export const PROOF_PAGE = fileURLToPath(new URL('../../docs/PROOF.md', import.meta.url));

/** The project's root, with a slash at its end. */
export const PROJECT_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
