import type { RefusalReason } from '../../bank/bank.ts';
import type { Refused } from '../../server/order-operations.ts';

/** An answer that is not a success, in the gateway's four words. */
export interface AlipayError {
  readonly code: string;
  readonly msg: string;
  readonly sub_code: string;
  readonly sub_msg: string;
}

/** The gateway's own groups of codes (common/02km9f): by `code`, its `msg`. */
const MESSAGES = {
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
} as const;

type GatewayCode = keyof typeof MESSAGES;

/** `sub_code`s of the gateway and their group; every other word is a business failure, 40004. */
const GROUPS: ReadonlyMap<string, GatewayCode> = new Map<string, GatewayCode>([
  ['isp.unknow-error', '20000'],
  ['aop.unknow-error', '20000'],
  ['aop.invalid-app-auth-token', '20001'],
  ['isv.missing-method', '40001'],
  ['isv.missing-signature', '40001'],
  ['isv.missing-signature-type', '40001'],
  ['isv.missing-timestamp', '40001'],
  ['isv.missing-version', '40001'],
  ['isv.missing-app-cert-sn', '40002'],
  ['isv.missing-alipay-root-cert-sn', '40002'],
  ['isv.invalid-app-id', '40002'],
  ['isv.invalid-signature', '40002'],
  ['isv.invalid-signature-type', '40002'],
  ['isv.invalid-timestamp', '40002'],
  ['isv.invalid-charset', '40002'],
  ['isv.invalid-method', '40002'],
  ['isv.illegal-json', '40002'],
  ['isv.app-cert-not-exist', '40002'],
  ['isv.app-cert-expired', '40002'],
  ['isv.invalid-alipay-root-cert-sn', '40002'],
  ['isv.missing-signature-config', '40003'],
  ['isv.app-call-limited', '40005'],
  ['isv.method-call-limited', '40005'],
  ['isv.insufficient-isv-permissions', '40006'],
  ['isv.insufficient-user-permissions', '40006'],
  ['isv.ip-forbidden', '40006'],
]);

/** Alipay's word for each reason for which a bank refuses an order and forgets it. */
const REFUSALS = {
  throttled: 'isv.app-call-limited',
  noFunds: 'PAYER_BALANCE_NOT_ENOUGH',
  payee: 'PAYEE_NOT_EXIST',
  limit: 'EXCEED_LIMIT_DM_AMOUNT',
  invalid: 'INVALID_PARAMETER',
  permission: 'isv.insufficient-isv-permissions',
  busy: 'isp.unknow-error',
  scripted: 'PAYEE_ACCOUNT_STATUS_ERROR',
} as const satisfies Record<RefusalReason, string>;

/** Builds the error for a `sub_code`, in the group to which the word belongs. */
export function alipayError(subCode: string, subMsg = '模拟环境'): AlipayError {
  const code = GROUPS.get(subCode) ?? '40004';
  return { code, msg: MESSAGES[code], sub_code: subCode, sub_msg: subMsg };
}

/** The error for a refused placement: the scripted word, else the usual one for the reason. */
export function refusalError(refused: Refused): AlipayError {
  return alipayError(refused.code ?? REFUSALS[refused.reason], refused.mistake);
}

/** True for an error, among what a reader of requests may return. */
export function isAlipayError(value: object): value is AlipayError {
  return 'sub_code' in value;
}
