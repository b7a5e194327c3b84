/** A piece of XML that is already written and escaped. */
export interface Xml {
  readonly xml: string;
}

/** Writes one element around text (escaped here) or around other elements; `null`s are left out. */
export function tag(name: string, ...inside: readonly (string | Xml | null)[]): Xml {
  const inner = inside
    .map((part) => (part === null ? '' : typeof part === 'string' ? escapeXml(part) : part.xml))
    .join('');
  return { xml: `<${name}>${inner}</${name}>` };
}

/** Writes an amount element with its currency. */
export function amountTag(name: string, decimal: string, currency: string): Xml {
  return { xml: `<${name} Ccy="${escapeXml(currency)}">${escapeXml(decimal)}</${name}>` };
}

/** Writes a whole document under a default namespace. */
export function xmlDocument(root: string, namespace: string, ...inside: readonly Xml[]): string {
  const inner = inside.map((part) => part.xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>\n`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
