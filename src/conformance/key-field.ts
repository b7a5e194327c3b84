import type { WireRequest } from './subject/subject.ts';

/**
 * Every value that a request carries under a field's name: as a header, in a form, in JSON (inside
 * a form too), or in XML, where `A/B` is a B inside an A. `content` is what the partner reads once
 * it has taken encryption and proof away. Names of headers know no case.
 */
export function valuesUnder(
  { path, headers }: WireRequest,
  content: string,
  field: string,
): readonly string[] {
  const inHeaders = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === field.toLowerCase())
    .map(([, value]) => value);
  const query = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
  return [
    ...inHeaders,
    ...[content, query].flatMap((text) => [
      ...inForm(text, field),
      ...inJson(text, field),
      ...inXml(text, field.split('/')),
    ]),
  ];
}

function inForm(text: string, field: string): readonly string[] {
  if (!/^[^\s{<=&]+=/.test(text)) return [];
  const form = new URLSearchParams(text);
  return [...form.getAll(field), ...[...form.values()].flatMap((value) => inJson(value, field))];
}

function inJson(text: string, field: string): readonly string[] {
  const member = new RegExp(`"${RegExp.escape(field)}"\\s*:\\s*"([^"]*)"`, 'g');
  return [...text.matchAll(member)].flatMap(([, value]) => value ?? []);
}

function inXml(text: string, [name = '', ...inner]: readonly string[]): readonly string[] {
  const tag = RegExp.escape(name);
  const element = new RegExp(`<(?:\\w+:)?${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${tag}>`, 'g');
  const contents = [...text.matchAll(element)].flatMap(([, content]) => content ?? []);
  return inner.length === 0 ? contents : contents.flatMap((content) => inXml(content, inner));
}
