import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { s3Error } from './errors.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  // S3 leaves quotes in text as they are; the builder would not.
  processEntities: false,
  tagValueProcessor: (_name, value) => escapeText(String(value)),
});
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // S3 reads no document types: no entity of the caller's own is ever expanded.
  processEntities: true,
});

/** One of S3's result documents. Members that are `undefined` are left out; arrays repeat their element. */
export function xmlDocument(name: string, members: Record<string, unknown>): string {
  return render({ [name]: { '@xmlns': NAMESPACE, ...members } });
}

/** S3's error document (it has no namespace). */
export function xmlError(members: Record<string, unknown>): string {
  return render({ Error: members });
}

/** The members of a request document's root element. Throws `MalformedXML`. */
export function parseXml(text: string, root: string): Record<string, unknown> {
  if (text.includes('<!DOCTYPE')) throw s3Error.malformedXml();
  let parsed: unknown;
  try {
    parsed = parser.parse(text, true);
  } catch {
    throw s3Error.malformedXml();
  }
  const element = (parsed as Record<string, unknown>)[root];
  if (typeof element !== 'object' || element === null) throw s3Error.malformedXml();
  return element as Record<string, unknown>;
}

/** A repeatable element: none, one or many, as a list of element bodies. Throws `MalformedXML` for bare text. */
export function xmlList(value: unknown): Record<string, unknown>[] {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'object' || item === null) throw s3Error.malformedXml();
    return item as Record<string, unknown>;
  });
}

function render(document: Record<string, unknown>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

/** Keys may hold characters that XML 1.0 has no way to write; S3 writes them as references all the same. */
function escapeText(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)
  );
}
