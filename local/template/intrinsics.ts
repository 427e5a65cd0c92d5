import { TemplateError } from '../runtime/errors.ts';
import { subnets } from './cidr.ts';
import { parseSub } from './sub.ts';

/** Where the values behind the intrinsic functions come from. */
export interface Scope {
  /**
   * A parameter, a pseudo-parameter or a resource's `Ref`. Throws when there is none.
   *
   * @param where the logical id that refers to it, for messages
   */
  ref(name: string, where: string): unknown;
  getAtt(logicalId: string, attribute: string, where: string): unknown;
  condition(name: string): boolean;
  /** `undefined` when the mapping has no such entry. */
  mapping(map: string, first: string, second: string): unknown;
  readonly region: string;
}

/** What `AWS::NoValue` resolves to: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope, where: string) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope, where) => (name === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(name), where)),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::GetAtt': (argument, scope, where) => {
    const parts =
      typeof argument === 'string' ? argument.split('.') : list(evaluate(argument, scope, where), where);
    return scope.getAtt(String(parts[0]), parts.slice(1).join('.'), where);
  },
  'Fn::Join': (argument, scope, where) => {
    const [separator, values] = list(argument, where);
    return list(evaluate(values, scope, where), where)
      .map((value) => text(value, where))
      .join(String(separator));
  },
  'Fn::Sub': (argument, scope, where) => {
    const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, where);
    return parseSub(String(template))
      .map((part) => {
        if (part.kind === 'text') return part.text;
        if (Object.hasOwn(variables as object, part.name))
          return text(evaluate((variables as Record<string, unknown>)[part.name], scope, where), where);
        const dot = part.name.indexOf('.');
        return text(
          dot < 0
            ? scope.ref(part.name, where)
            : scope.getAtt(part.name.slice(0, dot), part.name.slice(dot + 1), where),
          where,
        );
      })
      .join('');
  },
  'Fn::Select': (argument, scope, where) => {
    const [index, values] = list(argument, where);
    const found = list(evaluate(values, scope, where), where)[Number(evaluate(index, scope, where))];
    if (found === undefined) throw new TemplateError(where, 'Fn::Select points outside its list.');
    return found;
  },
  'Fn::Split': (argument, scope, where) => {
    const [separator, value] = list(argument, where);
    return text(evaluate(value, scope, where), where).split(String(separator));
  },
  'Fn::If': (argument, scope, where) => {
    const [name, yes, no] = list(argument, where);
    return evaluate(scope.condition(String(name)) ? yes : no, scope, where);
  },
  'Fn::Equals': (argument, scope, where) => {
    const [left, right] = list(argument, where).map((side) => evaluate(side, scope, where));
    return String(left) === String(right);
  },
  'Fn::Not': (argument, scope, where) => !evaluate(list(argument, where)[0], scope, where),
  'Fn::And': (argument, scope, where) => list(argument, where).every((one) => evaluate(one, scope, where)),
  'Fn::Or': (argument, scope, where) => list(argument, where).some((one) => evaluate(one, scope, where)),
  'Fn::FindInMap': (argument, scope, where) => {
    const [map, first, second] = list(argument, where).map((key) => String(evaluate(key, scope, where)));
    const value = scope.mapping(map!, first!, second!);
    if (value === undefined)
      throw new TemplateError(where, `the mapping ${map} has no ${first} / ${second}.`);
    return value;
  },
  'Fn::Cidr': (argument, scope, where) => {
    const [block, count, bits = '8'] = list(argument, where).map((part) => evaluate(part, scope, where));
    return subnets(text(block, where), Number(count), Number(bits), where);
  },
  'Fn::ImportValue': (argument, scope, where) => {
    const name = text(evaluate(argument, scope, where), where);
    throw new TemplateError(where, `imports ${name}, but there is no other stack here to export it.`);
  },
  'Fn::Base64': (argument, scope, where) =>
    Buffer.from(text(evaluate(argument, scope, where), where)).toString('base64'),
  'Fn::GetAZs': (_argument, scope) => ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`),
};

/**
 * Resolves every intrinsic function in a value of the template.
 *
 * @param where the logical id that the value belongs to, for messages
 */
export function evaluate(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope, where)).filter((item) => item !== NO_VALUE);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [name, argument] = only;
    const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    // `Condition` is a function only in conditions; in a policy statement it is a plain property.
    if (intrinsic && (name !== 'Condition' || typeof argument === 'string'))
      return intrinsic(argument, scope, where);
    if (name.startsWith('Fn::'))
      throw new TemplateError(where, `the intrinsic function ${name} is not handled here.`);
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, evaluate(item, scope, where)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new TemplateError(where, 'an intrinsic function needs a list here.');
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new TemplateError(where, 'an intrinsic function needs a text here.');
}
