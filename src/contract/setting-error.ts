import type { SecretSource } from './adapter.ts';

/**
 * A setting that cannot be right. Thrown at start, before any money is concerned; the message names
 * the setting and never its value.
 */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  /** Such as `ADYEN_SETTING_INVALID`. */
  readonly code: string;
  readonly setting: string;

  constructor(partner: string, setting: string, rule: string, cause?: unknown) {
    super(`${partner}: setting ${setting} ${rule}`, cause === undefined ? undefined : { cause });
    this.code = `${partner.toUpperCase()}_SETTING_INVALID`;
    this.setting = setting;
  }
}

/** How one partner's settings are read. What breaks a rule throws {@link SettingError}. */
export interface SettingRules {
  /** The error for a setting that breaks a rule, such as `must be 1 to 32 digits`; to be thrown. */
  wrong(setting: string, rule: string, cause?: unknown): SettingError;
  /** A setting without white space around it that fits the pattern; the rule says it in words. */
  matching(secret: SecretSource, setting: string, pattern: RegExp, rule: string): string;
  /** A whole number from 1 to `max`. */
  wholeNumber(secret: SecretSource, setting: string, max: number): number;
}

/** The rules by which the settings of this partner are read. */
export function settingRules(partner: string): SettingRules {
  const wrong = (setting: string, rule: string, cause?: unknown) =>
    new SettingError(partner, setting, rule, cause);

  const matching: SettingRules['matching'] = (secret, setting, pattern, rule) => {
    const text = secret(setting).trim();
    if (!pattern.test(text)) throw wrong(setting, rule);
    return text;
  };

  return {
    wrong,
    matching,
    wholeNumber(secret, setting, max) {
      const text = matching(secret, setting, /^[0-9]{1,16}$/, 'must be a whole number');
      const value = Number(text);
      if (value < 1 || value > max) throw wrong(setting, `must be from 1 to ${max}`);
      return value;
    },
  };
}
