/**
 * The value at a path as rules write it: `$`, `$.detail.status`, `$.resources[0]`, `$['detail-type']`; with a
 * wildcard, `$.detail.tags[*]`, the array of all. `undefined` when the event has nothing there.
 *
 * @throws SyntaxError when the text is not such a path
 */
export function valueAt(document: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw new SyntaxError(`The path ${path} does not start with $.`);
  let values: unknown[] = [document];
  let many = false;
  let at = 1;
  const step = /\.(?<name>[\w/-]+)|\[(?<index>\d+)\]|\['(?<quoted>[^']+)'\]|(?<all>\.\*|\[\*\])/y;
  while (at < path.length) {
    step.lastIndex = at;
    const groups = step.exec(path)?.groups;
    if (!groups) throw new SyntaxError(`The path ${path} cannot be read at position ${at}.`);
    at = step.lastIndex;
    if (groups['all']) {
      many = true;
      values = values.flatMap(members);
    } else {
      const name = groups['name'] ?? groups['quoted'] ?? groups['index']!;
      values = values.flatMap((value) => member(value, name));
    }
  }
  return many ? values : values[0];
}

const isOpen = (value: unknown): value is object => typeof value === 'object' && value !== null;

const members = (value: unknown): unknown[] => (isOpen(value) ? Object.values(value) : []);

/** The member as a list of one, or of none. */
const member = (value: unknown, name: string): unknown[] =>
  isOpen(value) && Object.hasOwn(value, name) ? [(value as Readonly<Record<string, unknown>>)[name]] : [];
