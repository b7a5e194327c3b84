import type { AdapterFactory } from '../src/contract/adapter.ts';

/**
 * Every partner we can pay through, in the order in which they are preferred. Adding one is its
 * folders and one line here: the line loads the folder, and the simulated partner of the same name
 * is found by the sandbox itself.
 */
export const ADAPTERS = {
  isobank: (await import('./isobank/adapter.ts')).createIsobank,
  alipay: (await import('./alipay/adapter.ts')).createAlipay,
  wechat: (await import('./wechat/adapter.ts')).createWechat,
  cmb: (await import('./cmb/adapter.ts')).createCmb,
  adyen: (await import('./adyen/adapter.ts')).createAdyen,
  paypal: (await import('./paypal/adapter.ts')).createPaypal,
} as const satisfies Record<string, AdapterFactory>;
