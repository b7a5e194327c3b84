import * as z from 'zod';

import type { PayoutService } from '../../payouts/service.ts';
import { Problem } from '../problems/problem.ts';
import { partnerName } from '../schemas/fields.ts';
import { text } from '../serve/answer.ts';
import { openRoute, type Route } from '../serve/route.ts';

/** The largest callback of a partner; WeChat's and Alipay's have a few KiB. */
export const CALLBACK_BYTES_MAX = 256 * 1024;

/**
 * `POST /callbacks/:partner`: news from a partner.
 *
 * No key of ours protects it, the partner's signature does: the adapter verifies it over the body
 * exactly as it arrived. The answer is the adapter's, in the partner's dialect, after the news is
 * on disk.
 */
export function callbackRoute(service: PayoutService): Route {
  return openRoute({
    method: 'post',
    path: '/callbacks/:partner',
    operationId: 'takeCallback',
    tag: 'Partners',
    summary: 'For partners: say what became of an instruction',
    description:
      'Signed and answered as the partner’s own guide says, so the status and the body of the ' +
      'answer differ by partner. News that cannot be verified decides nothing.',
    params: z.strictObject({ partner: partnerName() }),
    body: { kind: 'bytes', bytesMax: CALLBACK_BYTES_MAX },
    answers: {
      200: {
        description: 'Taken, in the partner’s dialect. Another status asks it to send again.',
        contentType: 'text/plain',
        schema: z.string(),
        example: 'success',
      },
    },
    problems: ['not_found'],
    async handle({ params, headers, bytes }) {
      const body = bytes.toString('utf8');
      const answer = await service.callback(params.partner, { headers, body });
      if (answer === null) {
        throw new Problem('not_found', { detail: 'There is no partner by this name.' });
      }
      return text(answer.status, answer.contentType, answer.body);
    },
  });
}
