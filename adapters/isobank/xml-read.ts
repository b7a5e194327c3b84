import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';

/** One element of a message that was read: its namespace is resolved, its text decoded. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text of an element without children, blanks included; `''` beside children. */
  readonly text: string;
}

/** The document is not one we may believe. The message names a place in it, never its content. */
export class UnreadableXml extends Error {
  override readonly name = 'UnreadableXml';
  readonly code = 'UNREADABLE_XML';
}

/** A status report of one payment has 2 KB; a notification of some hundred entries fits too. */
export const XML_CHARACTERS_MAX = 1_048_576;

/** A thousand entries, each with all that the schema lets stand beside a payment. */
export const XML_ELEMENTS_MAX = 65_536;

/** The schemas we read nest 14 deep. */
export const XML_DEPTH_MAX = 24;

/** The schemas give an element one attribute; namespaces and a schema's place come on top. */
export const XML_ATTRIBUTES_MAX = 16;

/** The longest text of the schemas has 2,000 characters; what fills an open envelope has more. */
export const XML_TEXT_CHARACTERS_MAX = 131_072;

/**
 * Reads one document, or throws {@link UnreadableXml} and nothing else.
 *
 * The document must be complete and well-formed. A DOCTYPE is refused, because it is how external
 * files and entity bombs get in and no ISO 20022 message has one; the same characters inside a text
 * are text. References, CDATA, comments and processing instructions are what XML 1.0 says. Values
 * stay text: `5000.00` and `00012345` are not numbers. One namespace for all elements,
 * `SplmtryData`'s open envelope apart.
 */
export function readXml(text: string): XmlElement {
  if (text.length > XML_CHARACTERS_MAX) throw new UnreadableXml('too long');
  const root = parse(text);
  requireNamespace(root, root.namespace);
  return root;
}

/** Where the schemas let anything in: `SplmtryData/Envlp` is of any namespace, and not read. */
const OPEN_ELEMENT = 'Envlp';

/** A field we would overlook because it stands in a foreign namespace could be the one that counts. */
function requireNamespace({ name, children }: XmlElement, namespace: string): void {
  if (name === OPEN_ELEMENT) return;
  for (const child of children) {
    if (child.namespace !== namespace) throw new UnreadableXml('an element of another namespace');
    requireNamespace(child, namespace);
  }
}

/** The only child of this name, or `undefined`; two of them are unreadable. */
export function optionalChild(parent: XmlElement, name: string): XmlElement | undefined {
  const [child, second] = childrenNamed(parent, name);
  if (second !== undefined) throw new UnreadableXml(`${parent.name}/${name} is repeated`);
  return child;
}

/** The only child of this name; unreadable without it. */
export function requiredChild(parent: XmlElement, name: string): XmlElement {
  const child = optionalChild(parent, name);
  if (child === undefined) throw new UnreadableXml(`${parent.name}/${name} is missing`);
  return child;
}

/** Every child of this name, in order. */
export function childrenNamed(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** Follows names downwards; `undefined` as soon as one is absent. */
export function descend(from: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  let here: XmlElement | undefined = from;
  for (const name of path) here = here && optionalChild(here, name);
  return here;
}

/** The text at the end of the path, or `undefined` when the element is absent. */
export function textAt(from: XmlElement, ...path: readonly string[]): string | undefined {
  return descend(from, ...path)?.text;
}

/** The text at the end of the path; absent or empty is unreadable. */
export function requiredText(from: XmlElement, ...path: readonly string[]): string {
  const text = textAt(from, ...path);
  if (text === undefined || text === '') {
    throw new UnreadableXml(`${from.name}/${path.join('/')} is missing`);
  }
  return text;
}

/** An element under construction; it becomes an {@link XmlElement} when its tag is closed. */
interface OpenElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The parser tells of one piece at a time; whatever breaks a rule throws from within. */
function parse(text: string): XmlElement {
  // The version is ours to say: 1.1 would let control characters in.
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const top: XmlElement[] = [];
  const open: OpenElement[] = [];
  let elements = 0;
  let attributes = 0;

  parser.on('error', () => {
    // Its message may quote the document.
    throw new UnreadableXml('not well-formed');
  });
  parser.on('doctype', () => {
    throw new UnreadableXml('it has a DOCTYPE');
  });
  parser.on('opentagstart', () => {
    elements += 1;
    attributes = 0;
    if (elements > XML_ELEMENTS_MAX) throw new UnreadableXml('too many elements');
    if (open.length >= XML_DEPTH_MAX) throw new UnreadableXml('nested too deep');
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > XML_ATTRIBUTES_MAX) throw new UnreadableXml('too many attributes');
  });
  parser.on('opentag', (tag) => open.push(openElement(tag)));
  const addText = (piece: string): void => {
    const here = open.at(-1);
    if (here === undefined) return;
    here.text += piece;
    if (here.text.length > XML_TEXT_CHARACTERS_MAX) throw new UnreadableXml('a text is too long');
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) (open.at(-1)?.children ?? top).push(closeElement(closed));
  });

  parser.write(text).close();
  const [root] = top;
  if (root === undefined) throw new UnreadableXml('no root element');
  return root;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function openElement({ local, uri, attributes }: SaxesTagNS): OpenElement {
  const found: readonly SaxesAttributeNS[] = Object.values(attributes);
  return {
    name: local,
    namespace: uri,
    attributes:
      found.length === 0 ? NO_ATTRIBUTES : new Map(found.map(({ name, value }) => [name, value])),
    children: [],
    text: '',
  };
}

function closeElement({ text, ...element }: OpenElement): XmlElement {
  if (element.children.length === 0) return { ...element, text };
  if (text.trim() !== '') throw new UnreadableXml('text beside elements');
  return { ...element, text: '' };
}
