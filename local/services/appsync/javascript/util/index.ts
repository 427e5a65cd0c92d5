import { randomBytes, randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { FieldError } from '../../errors.ts';
import { EarlyReturn, type Invocation } from '../invocation.ts';
import { dynamodbUtil } from './dynamodb.ts';
import { createExtensions } from './extensions.ts';
import { toDynamoDbExpression } from './filter-expression.ts';
import { createHttpUtil } from './http.ts';
import { matchesPattern } from './java-pattern.ts';
import { toElasticsearchQueryDSL } from './search-query.ts';
import { toSubscriptionFilter } from './subscription-filter.ts';
import { createClockUtil, timeUtil } from './time.ts';
import { xmlUtil } from './xml.ts';

/** Seconds since the epoch at which KSUIDs begin to count. */
const KSUID_EPOCH = 1_400_000_000;

const fail = (...values: ConstructorParameters<typeof FieldError>): never => {
  throw new FieldError(...values);
};
const orNull = (value: unknown): value is null | undefined => value === undefined || value === null;

/**
 * `util`, `extensions` and `runtime` of `@aws-appsync/utils`. `shared` needs nothing of the request;
 * `bind` makes the members that do, given a way to the call that is under way.
 */
export function createUtil() {
  const shared = {
    escapeJavaScript: (text: string) =>
      JSON.stringify(String(text)).slice(1, -1).replace(/'/g, "\\'").replace(/\//g, '\\/'),
    urlEncode: (text: string) =>
      encodeURIComponent(text)
        .replace(/%20/g, '+')
        .replace(/[!'()~]/g, percent),
    urlDecode: (text: string) => decodeURIComponent(String(text).replace(/\+/g, ' ')),
    base64Encode: (text: string) => Buffer.from(String(text), 'utf8').toString('base64'),
    base64Decode: (text: string) => Buffer.from(String(text), 'base64').toString('utf8'),
    autoId: () => randomUUID(),
    matches: (pattern: string, value: string) =>
      !orNull(value) && matchesPattern(String(pattern), String(value)),
    unauthorized: () => fail('Unauthorized', 'Unauthorized'),
    error: (message: unknown, errorType?: unknown, data?: unknown, errorInfo?: unknown) =>
      fail(...detail(message, errorType, data, errorInfo)),
    dynamodb: dynamodbUtil,
    str: {
      normalize: (text: string, form: string) => String(text).normalize(String(form).toUpperCase()),
    },
    math: {
      roundNum: (value: number) => Math.round(value),
      minVal: (a: number, b: number) => Math.min(a, b),
      maxVal: (a: number, b: number) => Math.max(a, b),
      randomDouble: () => Math.random(),
      randomWithinRange: (start: number, end: number) => Math.floor(start + Math.random() * (end - start)),
    },
    xml: xmlUtil,
    transform: {
      toDynamoDBFilterExpression: toDynamoDbExpression,
      toDynamoDBConditionExpression: toDynamoDbExpression,
      toElasticsearchQueryDSL,
      toSubscriptionFilter,
    },
  };

  const bind = (call: () => Invocation) => ({
    util: {
      appendError: (message: unknown, errorType?: unknown, data?: unknown, errorInfo?: unknown) => {
        call().appendError(new FieldError(...detail(message, errorType, data, errorInfo)));
      },
      authType: () => call().authType,
      autoUlid: () => ulid(call().now()),
      autoKsuid: () => ksuid(call().now()),
      time: { ...timeUtil, ...createClockUtil(() => call().now()) },
      http: createHttpUtil(() => call().effects.responseHeaders),
    },
    extensions: createExtensions(() => call().effects),
    runtime: {
      earlyReturn: (value?: unknown, options?: { skipTo?: unknown }) => {
        throw new EarlyReturn(value ?? null, options?.skipTo === 'END' ? 'END' : 'NEXT');
      },
    },
  });
  return { shared, bind };
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** The arguments of `util.error`; what is no JSON is left out of data and info. */
function detail(message: unknown, errorType: unknown, data: unknown, errorInfo: unknown) {
  const copy = (value: unknown): unknown =>
    orNull(value) ? null : JSON.parse(JSON.stringify(value) ?? 'null');
  return [
    String(message ?? ''),
    orNull(errorType) ? null : String(errorType),
    copy(data),
    copy(errorInfo),
  ] as const;
}

/** A KSUID: four bytes of time and sixteen random ones, in base 62. */
function ksuid(now: number): string {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32BE(Math.floor(now / 1000) - KSUID_EPOCH);
  randomBytes(16).copy(bytes, 4);
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 62n) text = digits[Number(number % 62n)]! + text;
  return text.padStart(27, '0');
}
