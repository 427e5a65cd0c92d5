import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesPattern } from './match.ts';

/** Whether a value of the call fits a value of the policy. */
type Test = (policyValue: string, actual: string) => boolean;

const number =
  (test: (a: number, b: number) => boolean): Test =>
  (policy, actual) =>
    test(Number(actual), Number(policy));
const date =
  (test: (a: number, b: number) => boolean): Test =>
  (policy, actual) =>
    test(instant(actual), instant(policy));
const equal: Test = (policy, actual) => policy === actual;
const equalIgnoringCase: Test = (policy, actual) => policy.toLowerCase() === actual.toLowerCase();

/** A time as ISO 8601 or as seconds since the epoch, in milliseconds. */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. */
function inNetwork(network: string, address: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  if (family === 0 || isIP(address) === 0) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(base, Number(bits ?? (family === 4 ? 32 : 128)), type);
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

interface Base {
  readonly test: Test;
  /** Holds when no value of the policy matches. */
  readonly negated?: true;
  /** Its values are texts or patterns, and may have variables in them. */
  readonly compares?: 'texts' | 'patterns';
  /** What a policy may write as its value; anything, when absent. */
  readonly accepts?: (value: string) => boolean;
}

const isNumber = (value: string) => value.trim() !== '' && !Number.isNaN(Number(value));
const isDate = (value: string) => !Number.isNaN(instant(value));
const isBool = (value: string) => /^(true|false)$/i.test(value);
const isNetwork = (value: string) => isIP(value.split('/')[0] ?? '') !== 0;
const isBase64 = (value: string) => /^[A-Za-z0-9+/]*={0,2}$/.test(value);

const text = (test: Test): Base => ({ test, compares: 'texts' });
const pattern = (test: Test): Base => ({ test, compares: 'patterns' });
const not = (base: Base): Base => ({ ...base, negated: true });
const numeric = (test: (a: number, b: number) => boolean): Base => ({
  test: number(test),
  accepts: isNumber,
});
const dated = (test: (a: number, b: number) => boolean): Base => ({ test: date(test), accepts: isDate });

/** The operators by name. Source: "IAM JSON policy elements: Condition operators", IAM User Guide. */
const OPERATORS: Readonly<Record<string, Base>> = {
  StringEquals: text(equal),
  StringNotEquals: not(text(equal)),
  StringEqualsIgnoreCase: text(equalIgnoringCase),
  StringNotEqualsIgnoreCase: not(text(equalIgnoringCase)),
  StringLike: pattern(matchesPattern),
  StringNotLike: not(pattern(matchesPattern)),
  ArnEquals: pattern(matchesArn),
  ArnLike: pattern(matchesArn),
  ArnNotEquals: not(pattern(matchesArn)),
  ArnNotLike: not(pattern(matchesArn)),
  Bool: { test: equalIgnoringCase, accepts: isBool },
  BinaryEquals: { test: equal, accepts: isBase64 },
  IpAddress: { test: inNetwork, accepts: isNetwork },
  NotIpAddress: not({ test: inNetwork, accepts: isNetwork }),
  NumericEquals: numeric((a, b) => a === b),
  NumericNotEquals: not(numeric((a, b) => a === b)),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: dated((a, b) => a === b),
  DateNotEquals: not(dated((a, b) => a === b)),
  DateLessThan: dated((a, b) => a < b),
  DateLessThanEquals: dated((a, b) => a <= b),
  DateGreaterThan: dated((a, b) => a > b),
  DateGreaterThanEquals: dated((a, b) => a >= b),
  // Asks whether there is such a key at all; `conditions.ts` knows it.
  Null: { test: equal, accepts: isBool },
};

export interface Operator {
  readonly name: string;
  readonly test: Test;
  readonly negated: boolean;
  readonly compares: 'texts' | 'patterns' | undefined;
  readonly accepts: (value: string) => boolean;
  readonly ifExists: boolean;
  readonly forEach: 'any' | 'all' | undefined;
}

const SHAPE = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/;

/** The operator behind a name such as `ForAllValues:StringLikeIfExists`; `undefined` when there is none. */
export function findOperator(name: string): Operator | undefined {
  const [, quantifier, base = '', suffix] = SHAPE.exec(name) ?? [];
  const known = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!known || (base === 'Null' && (suffix || quantifier))) return undefined;
  return {
    name: base,
    test: known.test,
    negated: known.negated ?? false,
    compares: known.compares,
    accepts: known.accepts ?? (() => true),
    ifExists: suffix !== undefined,
    forEach: quantifier === 'ForAnyValue' ? 'any' : quantifier === 'ForAllValues' ? 'all' : undefined,
  };
}
