import type { AdapterFactory } from '../src/contract/adapter.ts';
import { createAlipay } from './alipay/adapter.ts';
import { createIsobank } from './isobank/adapter.ts';
import { createWechat } from './wechat/adapter.ts';

/**
 * Every partner we can pay through, in the order in which they are preferred. Adding one is its
 * folder and one line here.
 */
export const ADAPTERS = {
  isobank: createIsobank,
  alipay: createAlipay,
  wechat: createWechat,
} as const satisfies Record<string, AdapterFactory>;
