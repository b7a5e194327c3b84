import { momentOf } from './clock.ts';
import { type Dialect, type MessageSeal, PLACEHOLDER } from './dialects.ts';

/**
 * Signs and encrypts an answer in a dialect (fixtures/cmb/SOURCES.md F2). `response` is JSON with
 * sorted keys: the sorted message is what is signed, and `response` sorts before `signature`.
 */
export function sealAnswer(
  dialect: Dialect,
  response: string,
  { nowMs, key, manner }: MessageSeal,
): string {
  const text = (sigdat: string) =>
    `{"response":${response},"signature":{"sigdat":"${sigdat}","sigtim":"${momentOf(nowMs)}"}}`;
  if (manner === 'none') return dialect.close(`{"response":${response}}`);
  const signature = dialect.sign(text(manner === 'wrong' ? 'forged' : PLACEHOLDER), key);
  return dialect.close(text(signature));
}
