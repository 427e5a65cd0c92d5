/** An attribute list of HLS (RFC 8216, 4.2) in its own order; values as they are written, with their quotes. */
export type Attributes = readonly (readonly [name: string, value: string])[];

/** A quoted value has no escapes: the next quote ends it, and a comma within is none of the list's. */
const ATTRIBUTE = / *([A-Za-z0-9-]+)=("[^"]*"|[^",]*)(?:,|$)/y;

/** Undefined for what is no attribute list. */
export function parseAttributes(text: string): Attributes | undefined {
  const attributes: [string, string][] = [];
  for (let at = 0; at < text.length; at = ATTRIBUTE.lastIndex) {
    ATTRIBUTE.lastIndex = at;
    const [, name, value] = ATTRIBUTE.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    attributes.push([name, value]);
  }
  return attributes;
}

export const printAttributes = (attributes: Attributes) =>
  attributes.map(([name, value]) => `${name}=${value}`).join(',');

/** A value as a quoted one: what would end it, or its line, is left out. */
export const quoted = (text: string) => `"${text.replaceAll(/["\p{Cc}\u2028\u2029]/gu, '')}"`;

/** An attribute's value, without its quotes. */
export const textOf = (attributes: Attributes, name: string): string | undefined =>
  attributes.find(([own]) => own === name)?.[1].replaceAll('"', '');

/** A number; 0 where there is none. */
export const numberOf = (attributes: Attributes, name: string): number =>
  Number(textOf(attributes, name)) || 0;

/** `[width, height]`, or any two numbers with an `x` between; undefined where there are none. */
export function sizeOf(attributes: Attributes, name: string): readonly [number, number] | undefined {
  const [, first, second] = /^(\d+)x(\d+)$/.exec(textOf(attributes, name) ?? '') ?? [];
  return first && second ? [Number(first), Number(second)] : undefined;
}

/** The list with an attribute of this value: in its place, or at the end. */
export const withAttribute = (attributes: Attributes, name: string, value: string): Attributes =>
  attributes.some(([own]) => own === name)
    ? attributes.map((attribute) => (attribute[0] === name ? [name, value] : attribute))
    : [...attributes, [name, value]];
