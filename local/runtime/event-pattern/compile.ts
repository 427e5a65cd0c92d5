import { invalidPattern } from './errors.ts';
import { valueMatcher, type ValueMatcher } from './matchers.ts';

/** True for an event that the pattern matches. */
export type EventMatcher = (event: unknown) => boolean;

/** Judges what an event has at one place: a value, an object, an array, or `undefined` for nothing. */
type NodeMatcher = (node: unknown) => boolean;

type Open = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Open =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Compiles an event pattern of EventBridge: the whole language of the rules' `EventPattern`.
 * Pure. Throws `InvalidEventPatternException` for what is not a pattern.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: unknown): EventMatcher {
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  return compileObject(pattern);
}

function compileObject(pattern: Open): NodeMatcher {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern('Empty objects are not allowed');
  const fields: { readonly name: string; readonly matches: NodeMatcher }[] = [];
  const alternatives: (readonly NodeMatcher[])[] = [];
  for (const [name, value] of entries)
    if (name === '$or') alternatives.push(compileAlternatives(value));
    else fields.push({ name, matches: isObject(value) ? compileObject(value) : compileLeaf(name, value) });

  const matchesObject: NodeMatcher = (node) =>
    fields.every(({ name, matches }) =>
      matches(isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined),
    ) && alternatives.every((choices) => choices.some((matches) => matches(node)));
  // In an array of objects one and the same object must match all of the fields.
  return (node) =>
    Array.isArray(node) && node.length > 0 ? flat(node).some(matchesObject) : matchesObject(node);
}

function compileAlternatives(value: unknown): readonly NodeMatcher[] {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject))
    throw invalidPattern('$or must be an array of at least two objects');
  return value.map(compileObject);
}

/** An array of the pattern: one of its elements must match one of the values at that place. */
function compileLeaf(name: string, elements: unknown): NodeMatcher {
  if (!Array.isArray(elements)) throw invalidPattern(`"${name}" must be an object or an array`);
  if (elements.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const matchers: ValueMatcher[] = [];
  let present = false;
  let absent = false;
  for (const element of elements as readonly unknown[])
    if (isObject(element) && 'exists' in element) {
      if (typeof element['exists'] !== 'boolean' || Object.keys(element).length > 1)
        throw invalidPattern('exists match pattern must be either true or false.');
      if (element['exists']) present = true;
      else absent = true;
    } else matchers.push(valueMatcher(element));

  return (node) => {
    const values = valuesAt(node);
    if (values.length === 0) return absent;
    return present || values.some((value) => matchers.some((matches) => matches(value)));
  };
}

/** The plain values at a place. An object is none: fields are matched at the leaves only. */
function valuesAt(node: unknown): readonly unknown[] {
  if (node === undefined) return [];
  return (Array.isArray(node) ? flat(node) : [node]).filter((value) => !isObject(value));
}

const flat = (values: readonly unknown[]): readonly unknown[] => values.flat(Infinity);
