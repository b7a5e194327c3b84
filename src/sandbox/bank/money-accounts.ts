import assert from 'node:assert/strict';

/** The debtor's money at one bank, one account per currency, in minor units. */
export interface MoneyAccounts {
  /** True when the bank keeps an account in the currency. */
  has(currency: string): boolean;
  openingMinor(currency: string): bigint;
  /** What is booked; reserved money still counts. */
  balanceMinor(currency: string): bigint;
  /** What a new order may use: the balance less what is reserved. */
  availableMinor(currency: string): bigint;
  reserve(currency: string, amountMinor: bigint): void;
  release(currency: string, amountMinor: bigint): void;
  /** Books reserved money out. */
  payReserved(currency: string, amountMinor: bigint): void;
  receive(currency: string, amountMinor: bigint): void;
}

interface Account {
  readonly openingMinor: bigint;
  balanceMinor: bigint;
  reservedMinor: bigint;
}

/**
 * Opens one account per currency with the same opening balance.
 *
 * Asks its caller to reserve only what is available and to pay or release only what is reserved;
 * breaking that is a bug of the bank, and the assertion that catches it ends the request.
 */
export function openAccounts(
  currencies: readonly string[],
  openingBalanceMinor: bigint,
): MoneyAccounts {
  const accounts = new Map<string, Account>(
    currencies.map((currency) => [
      currency,
      { openingMinor: openingBalanceMinor, balanceMinor: openingBalanceMinor, reservedMinor: 0n },
    ]),
  );
  const accountOf = (currency: string): Account => {
    const account = accounts.get(currency);
    assert.ok(account, `no account in ${currency}`);
    return account;
  };
  const available = (account: Account) => account.balanceMinor - account.reservedMinor;
  const unreserve = (account: Account, amountMinor: bigint): void => {
    assert.ok(amountMinor <= account.reservedMinor, 'more than is reserved');
    account.reservedMinor -= amountMinor;
  };

  return {
    has: (currency) => accounts.has(currency),
    openingMinor: (currency) => accountOf(currency).openingMinor,
    balanceMinor: (currency) => accountOf(currency).balanceMinor,
    availableMinor: (currency) => available(accountOf(currency)),
    reserve(currency, amountMinor) {
      const account = accountOf(currency);
      assert.ok(amountMinor <= available(account), 'more than is available');
      account.reservedMinor += amountMinor;
    },
    release: (currency, amountMinor) => unreserve(accountOf(currency), amountMinor),
    payReserved(currency, amountMinor) {
      const account = accountOf(currency);
      unreserve(account, amountMinor);
      account.balanceMinor -= amountMinor;
    },
    receive(currency, amountMinor) {
      accountOf(currency).balanceMinor += amountMinor;
    },
  };
}
