import { XMLParser, XMLValidator } from 'fast-xml-parser';

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

/** The schemas we read nest 14 deep. */
const DEPTH_MAX = 24;

/**
 * Values stay text and entities stay as they stand: fast-xml-parser would otherwise read `5000.00`
 * as 5000 and `00012345` as 12345 (fixtures/isobank/SOURCES.md F12).
 */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEPTH_MAX,
  // Nobody asks for paths, and writing one down for each element costs a fifth of the parsing.
  jPath: false,
});

/**
 * Reads one document, or throws {@link UnreadableXml} and nothing else.
 *
 * The document must be complete and well-formed: the parser alone accepts a document that was cut
 * off, so the validator goes first. A DOCTYPE is refused wherever it stands, because it is how
 * external files and entity bombs get in and no ISO 20022 message has one. Only the five entities
 * of XML itself and numeric references are decoded. One namespace for all elements, `SplmtryData`'s
 * open envelope apart.
 */
export function readXml(text: string): XmlElement {
  if (text.length > XML_CHARACTERS_MAX) throw new UnreadableXml('too long');
  if (/<!DOCTYPE/i.test(text)) throw new UnreadableXml('it has a DOCTYPE');
  // The validator lets text pass after a root that is an empty tag.
  const isWhole = text.trimEnd().endsWith('>') && XMLValidator.validate(text) === true;
  if (!isWhole) throw new UnreadableXml('not well-formed');
  const [root, ...others] = elementsOf(parse(text), NO_PREFIXES);
  if (root === undefined || others.length > 0) throw new UnreadableXml('not one root element');
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

/** Prefix to namespace; the empty prefix is the default namespace. */
type Prefixes = ReadonlyMap<string, string>;

const NO_PREFIXES: Prefixes = new Map([['', '']]);
const ATTRIBUTES = ':@';
const TEXT = '#text';

function parse(text: string): unknown {
  try {
    return PARSER.parse(text);
  } catch {
    // Too deep, or a name that is a trap of JavaScript. Its message may quote the document.
    throw new UnreadableXml('the parser refuses it');
  }
}

function elementsOf(nodes: unknown, scope: Prefixes): XmlElement[] {
  const elements: XmlElement[] = [];
  for (const node of listOf(nodes)) {
    const tag = tagOf(node);
    if (tag !== TEXT) elements.push(elementOf(node, tag, scope));
  }
  return elements;
}

function elementOf(node: object, tag: string, outerScope: Prefixes): XmlElement {
  const attributes = attributesOf(own(node, ATTRIBUTES));
  const scope = widen(outerScope, attributes);
  const [prefix, name] = splitName(tag);
  const namespace = scope.get(prefix);
  if (namespace === undefined) throw new UnreadableXml('a namespace prefix is not declared');
  const nodes = own(node, tag);
  const children = elementsOf(nodes, scope);
  const text = ownText(nodes);
  if (children.length > 0 && text.trim() !== '') throw new UnreadableXml('text beside elements');
  return { name, namespace, attributes, children, text: children.length > 0 ? '' : text };
}

function ownText(nodes: unknown): string {
  let text = '';
  for (const node of listOf(nodes)) {
    if (tagOf(node) === TEXT) text += decode(String(own(node, TEXT)));
  }
  return text;
}

/** A field of the node itself, and nothing that every object inherits. */
function own(node: object, field: string): unknown {
  return Object.hasOwn(node, field) ? Reflect.get(node, field) : undefined;
}

/** The parser's ordered shape: one key for the tag, and perhaps one for the attributes. */
function tagOf(node: object): string {
  for (const key of Object.keys(node)) if (key !== ATTRIBUTES) return key;
  return '';
}

function listOf(nodes: unknown): readonly object[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.filter(isObject);
}

function isObject(node: unknown): node is object {
  return typeof node === 'object' && node !== null;
}

function attributesOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return NO_ATTRIBUTES;
  return new Map(Object.entries(value).map(([name, text]) => [name, decode(String(text))]));
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function widen(scope: Prefixes, attributes: ReadonlyMap<string, string>): Prefixes {
  if (attributes.size === 0) return scope;
  const declared = [...attributes]
    .filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(([name, uri]) => [name.slice('xmlns:'.length), uri] as const);
  return declared.length === 0 ? scope : new Map([...scope, ...declared]);
}

function splitName(tag: string): readonly [prefix: string, name: string] {
  const colonIndex = tag.indexOf(':');
  return colonIndex < 0 ? ['', tag] : [tag.slice(0, colonIndex), tag.slice(colonIndex + 1)];
}

const PREDEFINED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const CODE_POINT_MAX = 0x10_ffff;

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7});|#x([0-9A-Fa-f]{1,6});|(\w{1,8});)?/g, decodeOne);
}

function decodeOne(
  _whole: string,
  decimal: string | undefined,
  hexadecimal: string | undefined,
  name: string | undefined,
): string {
  const character = name === undefined ? undefined : PREDEFINED.get(name);
  if (character !== undefined) return character;
  const code = Number(decimal ?? (hexadecimal === undefined ? NaN : `0x${hexadecimal}`));
  if (!(code >= 0x20 && code <= CODE_POINT_MAX)) throw new UnreadableXml('an unknown entity');
  return String.fromCodePoint(code);
}
