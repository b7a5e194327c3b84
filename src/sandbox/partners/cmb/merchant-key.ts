/**
 * The company that this bank serves spells its own 32-character keys in base 62, to fit them into a
 * reference of 30 characters. A bank would not care. This one reads them, so that its books name
 * orders as the other simulated partners' books do, and one oracle can judge them all.
 */
const SHORT = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LONG = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** How the books name a reference: the company's key, or the reference itself. */
export function bookedReference(yurRef: string): string {
  if (!/^[0-9A-Za-z]{27}$/.test(yurRef)) return yurRef;
  let number = 0n;
  for (const digit of yurRef) number = number * 62n + BigInt(SHORT.indexOf(digit));
  if (number >= 2n ** 160n) return yurRef;
  let key = '';
  for (; key.length < 32; number /= 32n) key = LONG.charAt(Number(number % 32n)) + key;
  return key;
}

/** The reference as it stood on the wire. */
export function wireReference(booked: string): string {
  if (!/^[A-Z2-7]{32}$/.test(booked)) return booked;
  let number = 0n;
  for (const digit of booked) number = number * 32n + BigInt(LONG.indexOf(digit));
  let yurRef = '';
  for (; yurRef.length < 27; number /= 62n) yurRef = SHORT.charAt(Number(number % 62n)) + yurRef;
  return yurRef;
}
