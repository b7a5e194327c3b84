import { type JsonObject, listField, stringField } from '../../src/contract/read.ts';
import { batchIdIn } from './paypal-urls.ts';

/** A batch id that PayPal has seen before, and the batch it stands for where a link says so. */
export interface Duplicate {
  readonly batchId: string | null;
}

/** Where PayPal names the id in `details` (seen). */
const FIELD = 'SENDER_BATCH_ID';

/** A link stands in `link` (seen), or in `links` as the schema has it. */
const LINK_FIELDS = ['link', 'links'] as const;

/**
 * Reads a USER_BUSINESS_ERROR that speaks of our batch id; `null` when it speaks of anything else.
 *
 * PayPal refuses an id of the last 30 days "and includes a HATEOAS link to the original payout". The
 * id of that payout is taken from the link when it is PayPal's own and there is only one; otherwise
 * the duplicate stands, and only its reference is missing.
 */
export function readDuplicate(error: JsonObject, key: string): Duplicate | null {
  const detail = listField(error, 'details')?.find(
    (line) => (stringField(line, 'field') ?? '').toUpperCase() === FIELD,
  );
  if (detail === undefined) return null;
  const value = stringField(detail, 'value');
  if (value !== undefined && value !== key) return null;
  const ids = new Set(
    [...linksIn(detail), ...linksIn(error)].flatMap((link) => {
      const id = batchIdIn(stringField(link, 'href') ?? '');
      return id === null ? [] : [id];
    }),
  );
  const [only] = ids;
  return { batchId: ids.size === 1 && only !== undefined ? only : null };
}

function linksIn(holder: JsonObject): readonly JsonObject[] {
  return LINK_FIELDS.flatMap((field) => listField(holder, field) ?? []);
}
