import * as z from 'zod';

import {
  ACCOUNT_TYPE_FORMS,
  ACCOUNT_TYPE_NAMES,
  type AccountType,
  type AccountTypeForm,
  type TextForm,
} from '../../contract/account-types.ts';
import { nearestName } from '../../text/nearest-name.ts';

const [first, ...others] = [...ACCOUNT_TYPE_FORMS].map(([type, form]) => schemaOf(type, form));
if (first === undefined) throw new Error('there are account types');

/** Where the money goes: the form of `value`, and whether a `bank` belongs to it, by `type`. */
export const accountSchema = z.discriminatedUnion('type', [first, ...others], {
  error: (issue) => (issue.code === 'invalid_union' ? wrongType(issue.input) : undefined),
});

/** An account as the API takes it; `bank` stands only where it belongs to the type. */
export interface AccountBody {
  readonly type: AccountType;
  readonly value: string;
  readonly bank?: string | undefined;
}

function schemaOf(type: AccountType, { value, bank }: AccountTypeForm) {
  const common = { type: z.literal(type), value: textSchema(value) };
  if (bank === null) return z.strictObject(common);
  const text = textSchema(bank);
  return z.strictObject({ ...common, bank: bank.required ? text : text.optional() });
}

function textSchema({ example, lengthMax, pattern, fault }: TextForm) {
  let text = z.string();
  if (lengthMax !== undefined) text = text.max(lengthMax.characters, { error: lengthMax.error });
  if (pattern !== undefined) text = text.regex(pattern.text, { error: pattern.error });
  if (fault !== undefined) {
    text = text.superRefine((said, context) => {
      const message = fault(said);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
  }
  return text.meta({ example });
}

function wrongType(account: unknown): string {
  const list = ACCOUNT_TYPE_NAMES.join(', ');
  const given =
    typeof account === 'object' && account !== null && 'type' in account && account.type;
  if (typeof given !== 'string') return `is required: one of ${list}`;
  const meant = nearestName(given, ACCOUNT_TYPE_NAMES);
  return `must be one of ${list}${meant === null ? '' : `; did you mean "${meant}"?`}`;
}
