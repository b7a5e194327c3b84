/** One element of a message to be written: children in the order of the schema, or text. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
}

/** What an element may be made of; `null` stands for an optional element that is left out. */
export type XmlParts = string | readonly (XmlNode | null)[];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Stands for a character that XML cannot carry. It is legal itself, and nobody's identifier. */
const REPLACEMENT = '\ufffd';

const NOT_FOR_XML = /[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** Makes an element. Names are literals of ours, never text from outside. */
export function element(
  name: string,
  parts: XmlParts,
  attributes: Readonly<Record<string, string>> = {},
): XmlNode {
  const content = typeof parts === 'string' ? parts : parts.filter((part) => part !== null);
  return { name, attributes, content };
}

/**
 * Writes a document: declaration, no blanks between elements, every text escaped.
 *
 * Equal trees give equal bytes. A character that XML cannot carry is written as U+FFFD: a damaged
 * identifier is then refused by the bank instead of being silently repaired into another one.
 */
export function writeXml(root: XmlNode): string {
  return DECLARATION + writeElement(root);
}

function writeElement({ name, attributes, content }: XmlNode): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('');
  const inner = typeof content === 'string' ? escape(content) : content.map(writeElement).join('');
  return `<${name}${written}>${inner}</${name}>`;
}

function escape(text: string): string {
  return text
    .replaceAll(NOT_FOR_XML, REPLACEMENT)
    .replaceAll(/[&<>"']/g, (character) => ESCAPES.get(character) ?? REPLACEMENT);
}
