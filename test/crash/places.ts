import { fileURLToPath } from 'node:url';

/** The demo secrets of the simulated partners. */
export const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** The guards' lane rules as shipped. */
export const STEADY_ROUTING = fileURLToPath(
  new URL('../support/steady-routing.yaml', import.meta.url),
);
export const LANE_RULES_FILE = fileURLToPath(
  new URL('../../deploy/breakwater.yaml', import.meta.url),
);

/** Signs the webhooks of these tests; known to the world. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
