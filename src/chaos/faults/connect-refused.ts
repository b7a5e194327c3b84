import { z } from 'zod';

import { WireError } from '../../contract/exchange.ts';
import { defineFault } from './fault.ts';

/** The partner's port is closed. */
export const connectRefused = defineFault({
  id: 'connect.refused',
  summary: 'The connection is refused: no byte leaves, and the gateway can prove it.',
  parameters: {},
  schema: z.strictObject({}),
  truth: () => 'never_sent',
  delayMsMax: () => 0,
  inject: () => () => Promise.reject(new WireError('unsent', 'ECONNREFUSED')),
});
