import { electronicIban, ibanFault } from './iban.ts';
import { isRegion } from './regions.ts';

/** How one text of an account must look. Every part of it is checked, and each mistake is told. */
export interface TextForm {
  /** Shown in the API document; made up, and in the right form. */
  readonly example: string;
  readonly lengthMax?: { readonly characters: number; readonly error: string };
  readonly pattern?: { readonly text: RegExp; readonly error: string };
  /** For what no pattern can say: the sentence about a text that is wrong, or `null`. */
  readonly fault?: (text: string) => string | null;
}

/** An account as somebody writes it, without its type. */
export interface AccountText {
  readonly value: string;
  readonly bank?: string;
}

/** One way to address a creditor, and everything that the house must know of it. */
export interface AccountTypeForm {
  readonly value: TextForm;
  /** The creditor's bank, where it belongs to such an account; `null` where it must not stand. */
  readonly bank: (TextForm & { readonly required: boolean }) | null;
  /** The one spelling under which partners get the value; absent: as the caller wrote it. */
  readonly spelling?: (value: string) => string;
  /**
   * What stands for such a value in a log line, should one ever slip in. Absent where the masks for
   * e-mail addresses and for eight digits or more hide it; a test holds `taken` against them.
   */
  readonly mask?: { readonly pattern: RegExp; readonly as: string };
  /** Accounts that the API takes, and accounts that it refuses. */
  readonly taken: readonly AccountText[];
  readonly refused: readonly AccountText[];
}

/** A bank by its ISO 9362 code: institution, country, location, optional branch. */
const BIC = /^[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/** A bank branch in the People's Bank of China's payment system (CNAPS, 联行号). */
const CNAPS = /^\d{12}$/;

const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}$/;

/** An e-mail address is at most this long where a partner takes one (Alipay: 100, PayPal: 127). */
const EMAIL_LENGTH_MAX = 100;

/** A mainland mobile number, or the form `852-51234567` that Alipay uses elsewhere (memory). */
const PHONE = /^(?:1[3-9]\d{9}|[1-9]\d{0,3}-\d{5,15})$/;

/**
 * Every way to address a creditor. The caller names one of these, a partner serves some of them. A
 * new one is an entry here and nothing else: the API's schema and document, its tests, the masks of
 * the log and the conformance kit follow.
 */
export const ACCOUNT_TYPES = {
  /**
   * Alipay's user id (PID): 16 digits that begin with 2088. An Alipay *open id* is another kind of
   * identity at Alipay (`ALIPAY_OPEN_ID`, specific to one app); sent as a user id it would name
   * nobody, or somebody else, so it is refused here.
   */
  alipay_user_id: {
    value: {
      example: '2088123412341234',
      pattern: {
        text: /^2088\d{12}$/,
        error: 'must be an Alipay user id: 16 digits that begin with 2088 (an open id is not one)',
      },
    },
    bank: null,
    taken: [{ value: '2088123412341234' }],
    refused: [
      { value: '2089123412341234' },
      { value: '208812341234123' },
      { value: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5' },
      { value: '2088123412341234', bank: '102100099996' },
    ],
  },

  alipay_logon_id: {
    value: {
      example: '13800138000',
      fault: (text) =>
        PHONE.test(text) || (text.length <= EMAIL_LENGTH_MAX && EMAIL.test(text))
          ? null
          : 'must be the e-mail address or mobile number the creditor logs on to Alipay with',
    },
    bank: null,
    taken: [{ value: '13800138000' }, { value: 'a.b+c@example.com' }, { value: '852-51234567' }],
    refused: [
      { value: '23800138000' },
      { value: 'a@b' },
      { value: `${'a'.repeat(99)}@b.cn` },
      { value: `${'a'.repeat(64)}@${'b'.repeat(33)}.cn` },
    ],
  },

  wechat_openid: {
    value: {
      example: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      pattern: {
        text: /^[A-Za-z0-9_-]{20,64}$/,
        error: 'must be a WeChat openid: 20 to 64 letters, digits, - or _',
      },
    },
    bank: null,
    // WeChat's own are 28 characters that begin with an o.
    mask: { pattern: /(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])/g, as: '[openid]' },
    taken: [{ value: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }],
    refused: [
      { value: 'short' },
      { value: 'o'.repeat(65) },
      { value: 'oUpF8uMuAJO M2pxb1Q9zNjWeS6o' },
    ],
  },

  cn_bank_account: {
    value: {
      example: '6222020200112233445',
      pattern: { text: /^\d{8,32}$/, error: 'must be an account number of 8 to 32 digits' },
    },
    bank: {
      required: true,
      example: '102100099996',
      fault: (text) =>
        CNAPS.test(text) || isBic(text)
          ? null
          : 'must be the branch: a CNAPS number of 12 digits, or a BIC',
    },
    taken: [
      { value: '6222020200112233445', bank: '102100099996' },
      { value: '12345678', bank: 'ICBKCNBJ' },
    ],
    refused: [
      { value: '6222020200112233445' },
      { value: '1234567', bank: '102100099996' },
      { value: '6222020200112233445', bank: '10210009999' },
      { value: '6222020200112233445', bank: 'ICBKZZBJ' },
    ],
  },

  iban: {
    value: {
      example: 'DE89370400440532013000',
      // The printed form has spaces.
      lengthMax: { characters: 60, error: 'must be an IBAN of at most 34 characters' },
      fault: (text) => ibanFault(electronicIban(text)),
    },
    bank: {
      required: false,
      example: 'DEUTDEFF',
      fault: (text) =>
        isBic(text) ? null : 'must be a BIC of 8 or 11 characters, such as DEUTDEFF',
    },
    spelling: electronicIban,
    taken: [
      { value: 'DE89370400440532013000' },
      { value: 'de89 3704 0044 0532 0130 00' },
      { value: 'DE89370400440532013000', bank: 'DEUTDEFF500' },
    ],
    refused: [
      { value: 'DE89370400440532013001' },
      { value: 'DE89370400440532013000', bank: 'DEUT' },
    ],
  },

  paypal_email: {
    value: {
      example: 'borrower@example.com',
      lengthMax: {
        characters: EMAIL_LENGTH_MAX,
        error: `must have at most ${EMAIL_LENGTH_MAX} characters`,
      },
      pattern: { text: EMAIL, error: 'must be an e-mail address' },
    },
    bank: null,
    taken: [{ value: 'borrower@example.com' }],
    refused: [{ value: 'borrower' }, { value: 'b@example.com\n' }],
  },
} as const satisfies Readonly<Record<string, AccountTypeForm>>;

/** The name of a way to address a creditor, as the API and the capability records say it. */
export type AccountType = keyof typeof ACCOUNT_TYPES;

/** The names of all account types, in the order in which the API document lists them. */
export const ACCOUNT_TYPE_NAMES = Object.keys(ACCOUNT_TYPES) as readonly AccountType[];

/** All account types with their forms, in the order of {@link ACCOUNT_TYPE_NAMES}. */
export const ACCOUNT_TYPE_FORMS: ReadonlyMap<AccountType, AccountTypeForm> = new Map(
  ACCOUNT_TYPE_NAMES.map((name) => [name, ACCOUNT_TYPES[name]]),
);

function isBic(text: string): boolean {
  const country = BIC.exec(text)?.[1];
  return country !== undefined && isRegion(country);
}
