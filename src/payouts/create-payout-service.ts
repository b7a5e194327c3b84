import { actOnPayouts, type ActParts } from './act-on-payouts.ts';
import type { Acceptor } from './accept/acceptor.ts';
import type { ReceiveCallback } from './dispatch/receive-callback.ts';
import type { Notifier } from './notify/notifier.ts';
import { operatePartners, type OperateParts } from './operate-partners.ts';
import { readPayouts, type ReadParts } from './read-payouts.ts';
import type { PayoutService, Readiness } from './service.ts';

/** The parts of the engine, as far as the service asks them. */
export interface ServiceParts extends ReadParts, ActParts, OperateParts {
  readonly engine: ReadParts['engine'] & ActParts['engine'];
  readonly acceptor: Acceptor;
  readonly notifier: Pick<Notifier, 'redeliver'>;
  readonly receiveCallback: ReceiveCallback;
  readonly readiness: () => Readiness;
}

/** Joins the parts of the engine into the one door that HTTP and the command line use. */
export function createPayoutService(parts: ServiceParts): PayoutService {
  return {
    accept: (order) => parts.acceptor.accept(order),
    ...readPayouts(parts),
    ...actOnPayouts(parts),
    ...operatePartners(parts),
    callback: parts.receiveCallback,
    redeliver: (webhookId) => parts.notifier.redeliver(webhookId),
    readiness: parts.readiness,
  };
}
