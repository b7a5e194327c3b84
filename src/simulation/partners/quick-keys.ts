import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * RSA keys whose private exponent has 27 bits: with 2048 bits a signature costs a quarter of an
 * ordinary key's, with 1024 an eighth, and everything else about it is ordinary. The product signs
 * and verifies with them as with any other key.
 *
 * Each prime factor `r` of the modulus is one more than a divisor of the smooth number 2^5 · 3^4 ·
 * 5 · 11 · 23 · 29 · 31 · 37 · 41, so the order of every number divides it. It is also one less than
 * a multiple of the public exponent, and that multiple is the private one. Such a modulus can be
 * factored by anybody. Never use these keys for anything else.
 */
const SMOOTH = [
  [2n, 5],
  [3n, 4],
  [5n, 1],
  [11n, 1],
  [23n, 1],
  [29n, 1],
  [31n, 1],
  [37n, 1],
  [41n, 1],
] as const;

const PUBLIC_EXPONENT = 65_537n;
const PRIVATE_EXPONENT = (4_471_680_803_040n + 1n) / PUBLIC_EXPONENT;
const REAL_BITS = 2_048;
const PRIME_BITS_MIN = 22;
const PRIME_BITS_MAX = 39;

const twins = new Map<string, KeyObject>();

/** How long the modulus of a twin is. */
export type TwinBits = 1_024 | 2_048;

/** The quick key that stands for an RSA-2048 key: always the same one for the same key. */
export function quickTwin(publicKey: KeyObject, bits: TwinBits): KeyObject {
  const { n = '' } = publicKey.export({ format: 'jwk' });
  const name = `quick ${bits} ${n}`;
  const known = twins.get(name);
  if (known !== undefined) return known;
  const made = makeKey(name, bits);
  twins.set(name, made);
  return made;
}

/** True for the keys that have a twin. */
export function hasQuickTwin({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return (
    asymmetricKeyType === 'rsa' &&
    asymmetricKeyDetails?.modulusLength === REAL_BITS &&
    asymmetricKeyDetails.publicExponent === PUBLIC_EXPONENT
  );
}

/** The big-endian bytes of a key's modulus. */
export function modulusOf(key: KeyObject): Buffer {
  const { n = '' } = key.export({ format: 'jwk' });
  return Buffer.from(n, 'base64url');
}

let primesFound: readonly bigint[] | null = null;

function makeKey(name: string, bits: TwinBits): KeyObject {
  primesFound ??= findPrimes();
  const draw = drawer(name);
  for (;;) {
    const taken = new Set<bigint>();
    const p = makeFactor(bits / 2, primesFound, taken, draw);
    const q = makeFactor(bits / 2, primesFound, taken, draw);
    if (bitsOf(p * q) !== bits) continue;
    const [e, d] = [PUBLIC_EXPONENT, PRIVATE_EXPONENT];
    const parts = { n: p * q, e, d, p, q, dp: d, dq: d, qi: inverse(q, p) };
    const texts = Object.entries(parts).map(([part, value]) => [part, base64url(value)]);
    return createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...Object.fromEntries(texts) } });
  }
}

/** A product of distinct primes with exactly so many bits, the highest two set. */
function makeFactor(
  bits: number,
  primes: readonly bigint[],
  taken: Set<bigint>,
  draw: (below: number) => number,
): bigint {
  for (;;) {
    const mine = new Set<bigint>();
    let product = 1n;
    while (bitsOf(product) < bits - PRIME_BITS_MAX) {
      const prime = primes[draw(primes.length)] ?? 0n;
      if (taken.has(prime) || mine.has(prime)) continue;
      mine.add(prime);
      product *= prime;
    }
    const room = (1n << BigInt(bits)) / product;
    const last = primes.findLast((prime) => prime < room && !taken.has(prime) && !mine.has(prime));
    if (last === undefined || (product * last) >> BigInt(bits - 2) !== 3n) continue;
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
  return divisors
    .map((divisor) => divisor + 1n)
    .filter((candidate) => bitsOf(candidate) >= PRIME_BITS_MIN && isPrime(candidate))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** Miller and Rabin with the bases that decide every number below 2^64 (Sorenson, Webster 2015). */
function isPrime(candidate: bigint): boolean {
  if (BASES.some((base) => candidate % base === 0n)) return false;
  let odd = candidate - 1n;
  let halvings = 0;
  for (; odd % 2n === 0n; odd /= 2n) halvings += 1;
  return BASES.every((base) => {
    let power = powerOf(base, odd, candidate);
    if (power === 1n || power === candidate - 1n) return true;
    for (let round = 1; round < halvings; round++) {
      power = (power * power) % candidate;
      if (power === candidate - 1n) return true;
    }
    return false;
  });
}

const BASES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

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
