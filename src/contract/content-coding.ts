/**
 * Words that servers put into `Content-Encoding` although they change no byte: the absence of a coding
 * (RFC 9110, 8.4.1 and 12.5.3), and names of character sets and transfer encodings, which belong into other
 * headers. Public HTTP clients met each of them in the wild.
 */
const NO_CODING: ReadonlySet<string> = new Set([
  '',
  'identity',
  'none',
  'binary',
  '7bit',
  '8bit',
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'iso-8859-1',
  'latin1',
  'gb18030',
  'gbk',
  'gb2312',
]);

/**
 * True when the header says nothing that would have to be undone before the body is read. What is plain
 * only by name is still judged by its bytes: a body that cannot be read stays doubt.
 */
export function isPlainCoding(contentEncoding: string | undefined): boolean {
  const words = (contentEncoding ?? '').split(',');
  return words.every((word) => NO_CODING.has(word.trim().toLowerCase()));
}
