import { scrubValue } from './scrub-value.ts';

/** A tag with its attributes, or the text up to the next tag. */
const PIECE = /<[^>]*>|[^<]+/g;

const TAG = /^<(\/?)([^\s/>]+)([^>]*?)(\/?)>$/;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

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
  return (xml.match(PIECE) ?? [])
    .map((piece) =>
      piece.startsWith('<') ? scrubTag(piece, scrubName, vocabulary) : scrubText(piece, vocabulary),
    )
    .join('');
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
  const [, close = '', name = '', attributes = '', empty = ''] = TAG.exec(tag) ?? [];
  if (name === '' || name.startsWith('!') || name.startsWith('?')) return '[markup]';
  const kept = [...attributes.matchAll(ATTRIBUTE)].map(([, word = '', double, single]) => {
    const value = double ?? single ?? '';
    const isNamespace = word.startsWith('xmlns') && NAMESPACE.test(value);
    return ` ${scrubName(word)}="${isNamespace ? value : scrubValue(value, vocabulary)}"`;
  });
  return `<${close}${scrubName(name)}${kept.join('')}${empty}>`;
}
