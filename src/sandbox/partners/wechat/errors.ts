import type { RefusalReason } from '../../bank/bank.ts';
import type { JsonAnswer } from '../../server/json-reply.ts';
import type { Refused } from '../../server/order-operations.ts';

/** An error as APIv3 answers it. */
export interface WechatError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The HTTP status of each code the simulated partner may be told to answer with. */
const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ['SYSTEM_ERROR', 500],
  ['NOT_ENOUGH', 403],
  ['ACCOUNTERROR', 403],
  ['NO_AUTH', 403],
  ['FREQUENCY_LIMITED', 429],
  ['FREQUENCY_LIMIT_EXCEED', 429],
  ['RATELIMIT_EXCEEDED', 429],
  ['QUOTA_EXCEED', 429],
  ['APPID_MCHID_NOT_MATCH', 401],
  ['SIGN_ERROR', 401],
  ['PARAM_ERROR', 400],
  ['INVALID_REQUEST', 400],
  ['ALREADY_EXISTS', 400],
  ['NOT_FOUND', 404],
]);

const CODE_OF_REASON = {
  throttled: ['FREQUENCY_LIMITED', '请求频率超限，请降低频率后重试'],
  noFunds: ['NOT_ENOUGH', '资金不足，请充值后原单重试'],
  payee: ['PARAM_ERROR', '收款授权单号不存在'],
  limit: ['QUOTA_EXCEED', '超出商户单日转账额度'],
  invalid: ['PARAM_ERROR', '参数错误'],
  permission: ['NO_AUTH', '没有该接口权限'],
  busy: ['SYSTEM_ERROR', '系统繁忙，请原单重试'],
  scripted: ['INVALID_REQUEST', '业务规则限制'],
} as const satisfies Record<RefusalReason, readonly [code: string, message: string]>;

/** The error for a code; a code nobody documented comes with status 400. */
export function wechatError(code: string, message: string): WechatError {
  return { status: STATUS_OF_CODE.get(code) ?? 400, code, message };
}

/** The error that refuses an order; a scripted code replaces the reason's own. */
export function refusalError({ reason, code, mistake }: Refused): WechatError {
  const [usual, message] = CODE_OF_REASON[reason];
  return wechatError(code ?? usual, mistake ?? message);
}

/** The answer that says an error. */
export function errorAnswer({ status, code, message }: WechatError): JsonAnswer {
  return { status, json: { code, message } };
}
