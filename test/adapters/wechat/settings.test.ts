/**
 * Goal: a wrong setting stops the start with a sentence that names it and shows nothing of it, and
 * the capability record is complete.
 * Method: the demo settings, each spoilt in turn.
 */
import { describe, expect, it } from 'vitest';

import { createWechat } from '../../../adapters/wechat/adapter.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import { demoAdapter, secret } from './bench.ts';

describe('settings', () => {
  it.each([
    ['MCH_ID', 'not-digits-hush'],
    ['APP_ID', ''],
    ['MCH_SERIAL', 'hush hush'],
    ['MCH_PRIVATE_KEY', 'hush-no-pem'],
    ['MCH_PRIVATE_KEY', secret('MCH_PUBLIC_KEY')],
    ['API_V3_KEY', 'hush-too-short'],
    ['PLATFORM_KEYS', 'hush'],
    ['PLATFORM_KEYS', '{}'],
    ['PLATFORM_KEYS', '{"hush":"no pem"}'],
    ['PLATFORM_SERIAL', 'hush-unknown'],
    ['TRANSFER_SCENE_ID', 'hush'],
    ['TRANSFER_SCENE_REPORT', '[]'],
    ['TRANSFER_SCENE_REPORT', '[{"info_type":"hush"}]'],
    ['TRANSFER_SCENE_REPORT', 'hush'],
    ['TRANSFER_SCENE_REPORT', '[{"info_type":"hush","info_content":1}]'],
    ['TRANSFER_SCENE_REPORT', '[{"info_type":1,"info_content":"hush"}]'],
    ['TRANSFER_SCENE_REPORT', '[{"info_type":"hush","info_content":"hush","more":1}]'],
    ['NOTIFY_URL', 'http://hush.example/'],
    ['NOTIFY_URL', 'https://hush.example/?a=1'],
    ['BALANCE_ACCOUNT_TYPE', 'hush'],
    ['AMOUNT_FEN_MAX', '0'],
    ['AMOUNT_FEN_MAX', '9007199254740993'],
    ['INQUIRY_NOT_BEFORE_MS', '1.5'],
    ['INQUIRY_NOT_BEFORE_MS', '3600001'],
  ])('refuse a wrong %s: %j', (name, value) => {
    let message = '';
    try {
      demoAdapter({ [name]: value });
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain(`wechat: setting ${name} must`);
    expect(message).not.toContain('hush');
  });

  it('pass on what the source of secrets says is missing', () => {
    const incomplete = (name: string): string => {
      if (name === 'API_V3_KEY') throw new Error('WECHAT_API_V3_KEY is missing');
      return secret(name);
    };

    expect(() => createWechat(incomplete)).toThrow('is missing');
  });
});

describe('the capability record', () => {
  const { capabilities } = demoAdapter();

  it('has no blank and no contradiction', () => {
    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
  });

  it('never takes "not found" for a proof', () => {
    expect(capabilities.notFoundIsProofAfterMs).toBeNull();
  });

  it('takes the first moment of an inquiry and the largest amount from the settings', () => {
    const { capabilities: production } = demoAdapter({
      INQUIRY_NOT_BEFORE_MS: '60000',
      AMOUNT_FEN_MAX: '2000000',
    });

    expect(production.inquiryNotBeforeMs).toBe(60_000);
    expect(production.limits.amountMinorMax).toBe(2_000_000n);
  });
});
