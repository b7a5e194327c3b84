import { scrubValue } from './scrub-value.ts';
import { scrubXml } from './scrub-xml.ts';

/** One message of a conversation with a partner, as far as it may carry anything private. */
export interface TranscriptMessage {
  readonly kind: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Field and header names are words; anything longer, or full of digits, is somebody's number. */
const NAME = /^[A-Za-z_@$][A-Za-z_.:$-]{0,63}\d{0,3}$/;

/** A path's own words are lower-case: `v3`, `pain.001`, `mch-transfer`, `gateway.do`. */
const PATH_WORD = /^[a-z][a-z.-]{0,40}\d{0,5}(?:\.\d{3})?$/;

/** The only headers whose values are kept, and only while they look like what they are. */
const HEADERS_KEPT: ReadonlyMap<string, RegExp> = new Map([
  ['content-type', /^[a-z]+\/[a-z.+-]+(?:; ?charset=[A-Za-z0-9-]{3,12})?$/i],
  ['accept', /^[a-z]+\/[a-z.+-]+(?:; ?charset=[A-Za-z0-9-]{3,12})?$/i],
  ['retry-after', /^\d{1,5}$/],
  ['content-length', /^\d{1,7}$/],
]);

/**
 * Makes a transcript fit to be kept: every name and shape stays, every value goes.
 *
 * Default deny: a value is replaced by its class and length (`[digits 16]`, `[text 9]`,
 * `[base64 344]`) wherever it stands (JSON, XML, form, query, path, header), unless it is in
 * `vocabulary`, the partner's own published words (`SUCCESS`, `RJCT`). What cannot be taken apart
 * goes as a whole. Kept are field names that look like words, a path's lower-case words, and four
 * harmless headers. This is no capsule and cannot be replayed: it shows the shape of a conversation.
 */
export function scrubTranscript(
  transcript: readonly TranscriptMessage[],
  vocabulary: ReadonlySet<string>,
): string {
  return transcript.map((message) => scrubMessage(message, vocabulary)).join('\n\n');
}

function scrubMessage(message: TranscriptMessage, vocabulary: ReadonlySet<string>): string {
  const { kind, method = '', path = '', status, headers, body } = message;
  const start = [kind, method, scrubPath(path, vocabulary), status ?? ''].filter(
    (part) => part !== '',
  );
  const lines = Object.entries(headers).map(([name, value]) =>
    scrubHeader(name, value, vocabulary),
  );
  return [start.join(' '), ...lines, '', scrubBody(body, vocabulary)].join('\n').trimEnd();
}

function scrubPath(path: string, vocabulary: ReadonlySet<string>): string {
  const [before = '', query] = path.split('?', 2);
  const words = before
    .split('/')
    .map((word) => (word === '' || PATH_WORD.test(word) ? word : scrubValue(word, vocabulary)));
  return words.join('/') + (query === undefined ? '' : `?${scrubForm(query, vocabulary)}`);
}

function scrubHeader(name: string, value: string, vocabulary: ReadonlySet<string>): string {
  const kept = HEADERS_KEPT.get(name.toLowerCase())?.test(value) ?? false;
  return `${scrubName(name)}: ${kept ? value : scrubValue(value, vocabulary)}`;
}

function scrubBody(body: string, vocabulary: ReadonlySet<string>): string {
  if (body === '') return '';
  const json = jsonOf(body);
  if (json !== undefined) return JSON.stringify(scrubJson(json, vocabulary), null, 1);
  if (body.trimStart().startsWith('<')) return scrubXml(body, scrubName, vocabulary);
  if (/^[^=&\s]+=[^&]*(?:&|$)/.test(body)) return scrubForm(body, vocabulary);
  return scrubValue(body, vocabulary);
}

function scrubForm(text: string, vocabulary: ReadonlySet<string>): string {
  return [...new URLSearchParams(text)]
    .map(([name, value]) => {
      const json = jsonOf(value);
      const isNested = typeof json === 'object' && json !== null;
      const scrubbed = isNested
        ? JSON.stringify(scrubJson(json, vocabulary))
        : scrubValue(value, vocabulary);
      return `${scrubName(name)}=${scrubbed}`;
    })
    .join('&');
}

/** Numbers go too: an amount with a date finds a person. */
function scrubJson(value: unknown, vocabulary: ReadonlySet<string>): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => scrubJson(item, vocabulary));
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [scrubName(name), scrubJson(part, vocabulary)]),
    );
  }
  return scrubValue(typeof value === 'string' ? value : JSON.stringify(value), vocabulary);
}

function scrubName(name: string): string {
  return NAME.test(name) ? name : '[name]';
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
