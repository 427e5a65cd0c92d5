import { invalidPattern } from './matcher.ts';

export type Token =
  | { readonly kind: 'mark'; readonly text: string }
  /** `$.a.b[0]`, as the steps that lead there. */
  | { readonly kind: 'path'; readonly steps: readonly (string | number)[] }
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean };

const MARK = /^(?:&&|\|\||[(){}]|<=|>=|!=|[=<>])/;
const PATH = /^\$(?:\.[\w-]+|\.?\[(?:\d+|"[^"]*"|'[^']*')\])*/;
const STEP = /\.([\w-]+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/g;
const QUOTED = /^"((?:[^"\\]|\\.)*)"/;
const WORD = /^[^\s(){}=<>!&|"]+/;

/** The words of a pattern for JSON. Throws `InvalidParameterException` at what is none. */
export function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = pattern.trimStart();
  while (rest !== '') {
    const [length, token] = read(rest);
    tokens.push(token);
    rest = rest.slice(length).trimStart();
  }
  return tokens;
}

function read(rest: string): readonly [number, Token] {
  const [mark] = MARK.exec(rest) ?? [];
  if (mark !== undefined) return [mark.length, { kind: 'mark', text: mark }];
  const [path] = PATH.exec(rest) ?? [];
  if (path !== undefined) return [path.length, { kind: 'path', steps: stepsOf(path) }];
  const quoted = QUOTED.exec(rest);
  if (quoted)
    return [quoted[0].length, { kind: 'text', text: quoted[1]!.replace(/\\(.)/g, '$1'), isQuoted: true }];
  const [word] = WORD.exec(rest) ?? [];
  if (word !== undefined) return [word.length, { kind: 'text', text: word, isQuoted: false }];
  throw invalidPattern(`it cannot be read from "${rest.slice(0, 20)}" on`);
}

const stepsOf = (path: string) =>
  [...path.matchAll(STEP)].map(([, name, index, double, single]) =>
    index === undefined ? (name ?? double ?? single)! : Number(index),
  );
