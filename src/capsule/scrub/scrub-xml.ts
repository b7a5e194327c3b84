import { scrubValue } from './scrub-value.ts';

const TAG = /^<(\/?)([^\s/>]+)((?:[\s/][^>]*)?)>$/;
/** From the beginning of a word: from each of its letters it would cost the square of its length. */
const ATTRIBUTE = /(?<![^\s=])([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Namespaces say which message it is, and are published. */
const NAMESPACE = /^urn:[a-z0-9:.]{1,80}$/i;

/**
 * Scrubs XML by its outside alone: element and attribute names stay, texts and values go, and
 * everything that is no plain tag (comments, CDATA, instructions, a DTD) goes as a whole.
 */
export function scrubXml(
  xml: string,
  scrubName: (name: string) => string,
  vocabulary: ReadonlySet<string>,
): string {
  return piecesOf(xml)
    .map((piece) =>
      piece.startsWith('<') ? scrubTag(piece, scrubName, vocabulary) : scrubText(piece, vocabulary),
    )
    .join('');
}

/** Each tag with its attributes, and the text up to the next tag; a `<` that nothing closes is left out. */
function piecesOf(xml: string): readonly string[] {
  const pieces: string[] = [];
  const lastClose = xml.lastIndexOf('>');
  for (let at = 0; at < xml.length;) {
    const isTag = xml[at] === '<';
    if (isTag && at > lastClose) {
      at += 1;
      continue;
    }
    const next = isTag ? xml.indexOf('>', at) + 1 : xml.indexOf('<', at);
    const end = next === -1 ? xml.length : next;
    pieces.push(xml.slice(at, end));
    at = end;
  }
  return pieces;
}

function scrubText(text: string, vocabulary: ReadonlySet<string>): string {
  const trimmed = text.trim();
  return trimmed === '' ? text : scrubValue(trimmed, vocabulary);
}

function scrubTag(
  tag: string,
  scrubName: (name: string) => string,
  vocabulary: ReadonlySet<string>,
): string {
  if (tag.startsWith('<?xml ')) return '<?xml?>';
  const [, close = '', name = '', attributes = ''] = TAG.exec(tag) ?? [];
  const empty = attributes.endsWith('/') ? '/' : '';
  if (name === '' || name.startsWith('!') || name.startsWith('?')) return '[markup]';
  const kept = [...attributes.matchAll(ATTRIBUTE)].map(([, word = '', double, single]) => {
    const value = double ?? single ?? '';
    const isNamespace = word.startsWith('xmlns') && NAMESPACE.test(value);
    return ` ${scrubName(word)}="${isNamespace ? value : scrubValue(value, vocabulary)}"`;
  });
  return `<${close}${scrubName(name)}${kept.join('')}${empty}>`;
}
