/**
 * The words of a union of string literals as an object for `z.enum`, complete by its type: leave a
 * word out, add one that is not in the union, or map a word to another, and it does not compile.
 */
export type ClosedSet<Word extends string> = { readonly [W in Word]: W };
