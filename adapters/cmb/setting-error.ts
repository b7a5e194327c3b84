import type { SecretSource } from '../../src/contract/adapter.ts';

/**
 * A setting is there but cannot be right. Raised at start, before any money is concerned; the
 * message names the setting and never its value.
 */
export class CmbSettingError extends Error {
  override readonly name = 'CmbSettingError';
  readonly code = 'CMB_SETTING_INVALID';
  readonly setting: string;

  constructor(setting: string, rule: string) {
    super(`cmb: setting ${setting} ${rule}`);
    this.setting = setting;
  }
}

/** A setting that must look like `pattern`; throws {@link CmbSettingError} with the rule. */
export function matching(
  secret: SecretSource,
  name: string,
  pattern: RegExp,
  rule: string,
): string {
  const text = secret(name).trim();
  if (!pattern.test(text)) throw new CmbSettingError(name, rule);
  return text;
}

/** A whole number from 1 to `max`; throws {@link CmbSettingError}. */
export function wholeNumber(secret: SecretSource, name: string, max: number): number {
  const text = matching(secret, name, /^[0-9]{1,16}$/, 'must be a whole number');
  const value = Number(text);
  if (value < 1 || value > max) throw new CmbSettingError(name, `must be from 1 to ${max}`);
  return value;
}
