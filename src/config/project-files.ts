import { fileURLToPath } from 'node:url';

/** Files that ship with the code, wherever the process was started. */
export const LANE_RULES_FILE = fileURLToPath(
  new URL('../../deploy/breakwater.yaml', import.meta.url),
);
export const ROUTING_FILE = fileURLToPath(new URL('../../deploy/routing.yaml', import.meta.url));
export const FIXTURES_FOLDER = fileURLToPath(new URL('../../fixtures/', import.meta.url));
