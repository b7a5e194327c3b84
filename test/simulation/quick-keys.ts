import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * RSA keys of 2048 bits whose private exponent has 53 bits: a signature costs a quarter of an
 * ordinary key's, and everything else about it is ordinary. The product signs and verifies with
 * them as with any other key.
 *
 * Each prime factor `r` of the modulus is one more than a divisor of {@link SMOOTH}, so that the
 * order of every number divides it, and the inverse of the public exponent is no longer than it.
 * Such a modulus can be factored by anybody. Never use these keys for anything else.
 */
const SMOOTH = [
  [2n, 6],
  [3n, 3],
  [5n, 2],
  [7n, 1],
  [11n, 1],
  [13n, 1],
  [17n, 1],
  [19n, 1],
  [23n, 1],
  [29n, 1],
  [31n, 1],
  [37n, 1],
] as const;

const PUBLIC_EXPONENT = 65_537n;
const FACTOR_BITS = 1_024;
const PRIME_BITS_MIN = 40;
const PRIME_BITS_MAX = 54;
/** More than both factors of a key take, few enough to be found in a moment. */
const PRIMES_MAX = 240;

const twins = new Map<string, KeyObject>();

/**
 * The quick key that stands for another RSA-2048 key: always the same one for the same key, with a
 * modulus and an exponent of the same length in bytes.
 */
export function quickTwin(publicKey: KeyObject): KeyObject {
  const { n = '' } = publicKey.export({ format: 'jwk' });
  const known = twins.get(n);
  if (known !== undefined) return known;
  const made = makeKey(`quick ${n}`);
  twins.set(n, made);
  return made;
}

/** True for the keys that have a twin. */
export function hasQuickTwin({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return (
    asymmetricKeyType === 'rsa' &&
    asymmetricKeyDetails?.modulusLength === 2 * FACTOR_BITS &&
    asymmetricKeyDetails.publicExponent === PUBLIC_EXPONENT
  );
}

/** The big-endian bytes of a key's modulus. */
export function modulusOf(key: KeyObject): Buffer {
  const { n = '' } = key.export({ format: 'jwk' });
  return Buffer.from(n, 'base64url');
}

let primesFound: readonly bigint[] | null = null;

function makeKey(name: string): KeyObject {
  primesFound ??= findPrimes();
  const draw = drawer(name);
  for (;;) {
    const taken = new Set<bigint>();
    const p = makeFactor(primesFound, taken, draw);
    const q = makeFactor(primesFound, taken, draw);
    const order = [...taken].reduce((least, r) => leastCommonMultiple(least, r - 1n), 1n);
    if (bitsOf(p * q) !== 2 * FACTOR_BITS || greatestCommonDivisor(PUBLIC_EXPONENT, order) !== 1n) {
      continue;
    }
    const d = inverse(PUBLIC_EXPONENT, order);
    const parts = { n: p * q, e: PUBLIC_EXPONENT, d, p, q, dp: d, dq: d, qi: inverse(q, p) };
    const texts = Object.entries(parts).map(([part, value]) => [part, base64url(value)]);
    return createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...Object.fromEntries(texts) } });
  }
}

/** A product of distinct primes with exactly {@link FACTOR_BITS} bits, the highest two set. */
function makeFactor(
  primes: readonly bigint[],
  taken: Set<bigint>,
  draw: (below: number) => number,
): bigint {
  for (;;) {
    const mine = new Set<bigint>();
    let product = 1n;
    while (bitsOf(product) < FACTOR_BITS - PRIME_BITS_MAX) {
      const prime = primes[draw(primes.length)] ?? 0n;
      if (taken.has(prime) || mine.has(prime)) continue;
      mine.add(prime);
      product *= prime;
    }
    const room = (1n << BigInt(FACTOR_BITS)) / product;
    const last = primes.findLast((prime) => prime < room && !taken.has(prime) && !mine.has(prime));
    if (last === undefined || (product * last) >> BigInt(FACTOR_BITS - 2) !== 3n) continue;
    for (const prime of mine.add(last)) taken.add(prime);
    return product * last;
  }
}

/** Primes that are one more than a divisor of the smooth number, in ascending order. */
function findPrimes(): readonly bigint[] {
  let divisors = [1n];
  for (const [prime, power] of SMOOTH) {
    divisors = Array.from(
      { length: power + 1 },
      (_, exponent) => prime ** BigInt(exponent),
    ).flatMap((factor) => divisors.map((divisor) => divisor * factor));
  }
  const primes: bigint[] = [];
  for (const divisor of divisors.filter((one) => bitsOf(one) >= PRIME_BITS_MIN)) {
    if (isPrime(divisor + 1n)) primes.push(divisor + 1n);
    if (primes.length === PRIMES_MAX) break;
  }
  return primes.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Miller and Rabin with the bases that decide every number below 2^64 (Sorenson, Webster 2015). */
function isPrime(candidate: bigint): boolean {
  const bases = SMOOTH.map(([prime]) => prime);
  if (bases.some((base) => candidate % base === 0n)) return false;
  let odd = candidate - 1n;
  let halvings = 0;
  for (; odd % 2n === 0n; odd /= 2n) halvings += 1;
  return bases.every((base) => {
    let power = powerOf(base, odd, candidate);
    if (power === 1n || power === candidate - 1n) return true;
    for (let round = 1; round < halvings; round++) {
      power = (power * power) % candidate;
      if (power === candidate - 1n) return true;
    }
    return false;
  });
}

function powerOf(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left % 2n === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Extended Euclid; the two must have no common divisor. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function bitsOf(value: bigint): number {
  return value.toString(2).length;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

/** Numbers that belong to a name: the same in every run. */
function drawer(name: string): (below: number) => number {
  let counter = 0;
  return (below) => {
    counter += 1;
    const digest = createHash('sha256').update(`${name} ${counter}`).digest();
    return digest.readUInt32BE(0) % below;
  };
}
