import { isIP } from 'node:net';
import {
  GraphQLError,
  Kind,
  valueFromASTUntyped,
  type GraphQLScalarTypeConfig,
  type ValueNode,
} from 'graphql';
import { parseJson } from '../json.ts';

/** How one of AppSync's own scalars is read and written; `label` is its name in AppSync's messages. */
type Scalar = Pick<GraphQLScalarTypeConfig<unknown, unknown>, 'serialize' | 'parseValue' | 'parseLiteral'>;

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?`;
/** At most 18 hours; its seconds are AppSync's own addition to ISO 8601. */
const OFFSET = String.raw`(?:Z|[+-](?:(?:0\d|1[0-7]):[0-5]\d(?::[0-5]\d)?|18:00(?::00)?))`;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A text that must match a form. The offset may be left out of dates and times, not of a date-time. */
function textScalar(label: string, isValid: (text: string) => boolean): Scalar {
  const read = (value: unknown) => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new GraphQLError(`Unable to parse \`${String(value)}\` as a valid ${label}.`);
  };
  return {
    serialize(value) {
      if (typeof value === 'string' && isValid(value)) return value;
      throw new GraphQLError(`Unable to serialize \`${describe(value)}\` as a valid ${label} Object.`);
    },
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  };
}

const describe = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const matches = (pattern: string) => {
  const expression = new RegExp(`^${pattern}$`);
  return (text: string) => expression.test(text);
};
/** Whether the month has such a day; asked for every date of every answer. */
function isDay(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number) as [
    number,
    number,
    number,
  ];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : DAYS[month - 1]!);
}
const both = (form: string) => {
  const hasForm = matches(form);
  return (text: string) => hasForm(text) && isDay(text);
};

/** Seconds since the epoch, possibly negative. */
const timestamp: Scalar = {
  serialize: (value) => readTimestamp(value, 'serialize'),
  parseValue: (value) => readTimestamp(value, 'parse'),
  parseLiteral: (node) => readTimestamp(node.kind === Kind.INT ? Number(node.value) : undefined, 'parse'),
};

function readTimestamp(value: unknown, verb: 'parse' | 'serialize'): number {
  const number = verb === 'serialize' && typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new GraphQLError(`Unable to ${verb} \`${describe(value)}\` as a valid timestamp.`);
}

/** Arrives as a JSON text and reaches the resolver parsed; leaves as a text again. */
const json: Scalar = {
  serialize: (value) =>
    typeof value === 'string' && parseJson(value) !== undefined ? value : JSON.stringify(value),
  parseValue: readJson,
  parseLiteral: (node: ValueNode, variables) =>
    readJson(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node, variables)),
};

function readJson(value: unknown): unknown {
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  if (parsed === undefined) throw new GraphQLError(`Unable to parse \`${describe(value)}\` as valid JSON.`);
  return parsed;
}

function isIpAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Absolute, and without two slashes in a row in its path. */
function isUrl(text: string): boolean {
  const url = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/\s/.test(text) ? URL.parse(text) : null;
  return url !== null && !url.pathname.includes('//');
}

export const scalars: Readonly<Record<string, Scalar>> = {
  AWSDate: textScalar('Date', both(`${DATE}${OFFSET}?`)),
  AWSTime: textScalar('Time', matches(`${TIME}${OFFSET}?`)),
  AWSDateTime: textScalar('DateTime', both(`${DATE}T${TIME}${OFFSET}`)),
  AWSTimestamp: timestamp,
  AWSEmail: textScalar('Email', matches(String.raw`[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+`)),
  AWSJSON: json,
  AWSURL: textScalar('URL', isUrl),
  AWSPhone: textScalar('Phone', matches(String.raw`\+?(?=(?:\D*\d){2,15}\D*$)[\d\s().-]+`)),
  AWSIPAddress: textScalar('IPAddress', isIpAddress),
};
