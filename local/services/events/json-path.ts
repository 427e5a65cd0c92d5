/**
 * The value at a path as rules write it: `$`, `$.detail.status`, `$.resources[0]`, `$['detail-type']`.
 * `undefined` when the event has nothing there.
 *
 * @throws SyntaxError when the text is not such a path
 */
export function valueAt(document: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw new SyntaxError(`The path ${path} does not start with $.`);
  let value = document;
  let at = 1;
  const step = /\.(?<name>[\w-]+)|\[(?<index>\d+)\]|\['(?<quoted>[^']+)'\]/y;
  while (at < path.length) {
    step.lastIndex = at;
    const groups = step.exec(path)?.groups;
    if (!groups) throw new SyntaxError(`The path ${path} cannot be read at position ${at}.`);
    at = step.lastIndex;
    value = member(value, groups['name'] ?? groups['quoted'] ?? groups['index']!);
  }
  return value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
