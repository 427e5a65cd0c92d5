/** What is sent as a form, with its brackets resolved: `a[b][0]=c` is `{a: {b: {0: 'c'}}}`. */
export interface Form {
  readonly [name: string]: string | Form;
}

type Growing = Record<string, string | Form>;

export function decodeForm(parameters: URLSearchParams): Form {
  const root = empty();
  for (const [name, value] of parameters) {
    const names = namesIn(name);
    const last = names.pop()!;
    const holder = names.reduce((node, key) => {
      const at = keyIn(node, key);
      const known = node[at];
      return (node[at] = typeof known === 'object' ? known : empty()) as Growing;
    }, root);
    holder[keyIn(holder, last)] = value;
  }
  return root;
}

/** Without what objects inherit: names are whatever is sent. */
const empty = (): Growing => Object.create(null) as Growing;

/** What stands in no brackets of that kind is a name as it is. */
function namesIn(name: string): string[] {
  const [, first, brackets] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? [];
  if (first === undefined || brackets === undefined) return [name];
  return [first, ...brackets.slice(1, -1).split('][')];
}

/** `a[]=b` adds to a list. */
const keyIn = (node: Growing, name: string) => (name === '' ? String(Object.keys(node).length) : name);
