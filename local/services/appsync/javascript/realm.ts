import { compileFunction, createContext, runInContext } from 'node:vm';
import { PROTOTYPES, STATIC } from './checks/supported.ts';
import { javaPattern } from './util/java-pattern.ts';

/**
 * The realm that resolvers run in: JavaScript with no more built-ins than APPSYNC_JS documents, so that
 * code which needs another one fails here as it would there. Not a wall against hostile code: resolvers
 * are the template's own.
 * Source: AppSync guide, "JavaScript runtime features for resolvers and functions".
 */
export interface Realm {
  /** Compiles a function's body; `name` stands in stack traces. */
  compile(
    name: string,
    body: string,
    parameters: readonly string[],
  ): (...values: readonly unknown[]) => unknown;
  /** A host function as the realm may hold it: what it returns becomes an object of the realm. */
  expose(host: (...values: never[]) => unknown): unknown;
  /** A host value, copied into the realm by way of JSON. */
  adopt(value: unknown): unknown;
  /** `JSON.parse` of the realm: `texts` become an object's members, each read when it is first asked for. */
  parse(text: string, texts: Readonly<Record<string, string>>): unknown;
}

/** Runs inside the new realm, before anything else; answers the two functions that cross the border. */
const PRUNE = `(function (statics, prototypes, replace, write) {
  "use strict";
  const realm = globalThis;
  const { ownKeys, deleteProperty, defineProperty } = Reflect;
  const { create, freeze, setPrototypeOf } = Object;
  const { parse, stringify } = JSON;
  const invoke = Reflect.apply;
  for (const [name, kept] of Object.entries(prototypes)) {
    const prototype = realm[name].prototype;
    for (const key of ownKeys(prototype))
      if (typeof key === "string" && !kept.includes(key)) deleteProperty(prototype, key);
  }
  const safeParse = (text) => {
    try { return parse(text); } catch { return ""; }
  };
  const own = { console: freeze({ log: (...v) => write("log", stringify(v)), error: (...v) => write("error", stringify(v)) }) };
  own.JSON = freeze({ parse: safeParse, stringify: (value, replacer, space) => stringify(value, replacer, space) });
  for (const [name, kept] of Object.entries(statics)) {
    own[name] = create(null);
    for (const key of kept) own[name][key] = realm[name][key];
    freeze(own[name]);
  }
  for (const name of ["replace", "replaceAll"])
    defineProperty(realm.String.prototype, name, {
      value: { [name](search, next) { return replace(name, \`\${this}\`, \`\${search}\`, next); } }[name],
    });
  for (const key of ownKeys(realm))
    if (key !== "NaN" && key !== "Infinity" && key !== "undefined") deleteProperty(realm, key);
  for (const name of ownKeys(own)) defineProperty(realm, name, { value: own[name] });
  const adopt = (text) => (text === undefined ? undefined : parse(text));
  const readLater = (target, name, text) => {
    let value;
    let isRead = false;
    const get = () => {
      if (!isRead) value = parse(text);
      isRead = true;
      return value;
    };
    defineProperty(target, name, { get, enumerable: true });
  };
  const parseWith = (text, texts) => {
    const target = parse(text);
    for (const name in texts) readLater(target, name, texts[name]);
    return target;
  };
  const expose = (host) => setPrototypeOf((...values) => adopt(invoke(host, undefined, values)), null);
  return [expose, adopt, parseWith];
})`;

/** @param write told what resolvers print with `console.log` and `console.error` */
export function createRealm(write: (level: string, values: string) => void): Realm {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const prune = runInContext(PRUNE, context) as (
    ...values: unknown[]
  ) => [
    (host: (...values: never[]) => string | undefined) => unknown,
    (text: string | undefined) => unknown,
    Realm['parse'],
  ];
  const [expose, adopt, parse] = prune(STATIC, PROTOTYPES, replaceByPattern, write);
  return {
    compile: (name, body, parameters) =>
      compileFunction(body, [...parameters], { filename: name, parsingContext: context }) as (
        ...values: readonly unknown[]
      ) => unknown,
    expose: (host) => expose((...values) => JSON.stringify(host(...values))),
    adopt: (value) => adopt(JSON.stringify(value)),
    parse,
  };
}

/** In APPSYNC_JS the text to be replaced is a Java pattern. */
function replaceByPattern(method: string, text: string, search: string, next: unknown): string {
  const pattern = javaPattern(search, method === 'replaceAll' ? 'g' : '');
  return typeof next === 'function'
    ? text.replace(pattern, (...groups: unknown[]) => String(next(...groups)))
    : text.replace(pattern, String(next));
}
