import type { Refused } from '../../server/order-operations.ts';

/** A head's `resultcode` with its `resultmsg`. */
export interface Result {
  readonly code: string;
  readonly message: string;
}

/** "The request was received": nothing else is good news, and this is not much. */
export const RECEIVED: Result = { code: 'SUC0000', message: '' };

/**
 * The bank publishes samples of its codes and no list. FABZ002 is one of them, "the business
 * conditions are not met"; the others here are made up and say so.
 */
const CONDITIONS = 'FABZ002';
const TOO_MANY = 'SIM0050';
const BUSY = 'SIM0500';

/** More calls at once than the bank allows; "above that an error" (1.并发限制). */
export const CONCURRENCY: Result = { code: TOO_MANY, message: '并发请求超过限制' };

/** What is wrong with a request as a whole. */
export function conditionsNotMet(message: string): Result {
  return { code: CONDITIONS, message: `业务条件检查失败：${message}` };
}

/** Why an order was not taken; a scripted code replaces the bank's own. */
export function refusalResult({ reason, code, mistake }: Refused): Result {
  if (code !== null) return { code, message: '模拟环境' };
  if (reason === 'throttled') return CONCURRENCY;
  return reason === 'busy'
    ? { code: BUSY, message: '系统繁忙' }
    : conditionsNotMet(reason === 'noFunds' ? '余额不足' : (mistake ?? reason));
}
