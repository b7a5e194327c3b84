import type { PartnerTerms } from '../../contract/routing.ts';
import type { PartnerClients } from '../dispatch/partner-client.ts';
import type { PayoutRequest } from '../model/payout.ts';
import { misfit, type Misfit } from '../route/misfit.ts';
import { termsMisfit } from '../route/terms-misfit.ts';
import type { FieldError } from './accept-order.ts';

/**
 * What no partner could ever pay, by field; empty when somebody can. When every partner misfits it
 * is the complaint about the field on which they come closest.
 */
export function unpayable(
  request: PayoutRequest,
  clients: PartnerClients,
  termsOf: (partner: string) => PartnerTerms,
): readonly FieldError[] {
  const unknown = request.route.flatMap((partner, index) =>
    clients.has(partner)
      ? []
      : [
          {
            pointer: `/route/${index}`,
            message: `no partner "${partner}"; one of ${[...clients.keys()].join(', ')}`,
          },
        ],
  );
  if (unknown.length > 0) return unknown;
  const allowed = [...clients].filter(
    ([partner]) => request.route.length === 0 || request.route.includes(partner),
  );
  const misfits = allowed.map(([partner, { adapter }]) => ({
    partner,
    misfit: misfit(request, adapter.capabilities) ?? termsMisfit(request, termsOf(partner)),
  }));
  if (misfits.some((entry) => entry.misfit === null)) return [];
  const furthest = misfits
    .flatMap(({ partner, misfit: found }) => (found === null ? [] : [{ partner, ...found }]))
    .toSorted((a, b) => closeness(b) - closeness(a))[0];
  if (furthest === undefined) {
    return [{ pointer: '/route', message: 'no partner is configured' }];
  }
  const { pointer, partner, message } = furthest;
  return [{ pointer, message: `no partner can pay this: ${partner} ${message}` }];
}

const CHECK_ORDER = [
  '/creditor/account/type',
  '/amount/currency',
  '/amount/value',
  '/creditor/region',
];

function closeness({ pointer }: Misfit): number {
  return CHECK_ORDER.indexOf(pointer);
}
