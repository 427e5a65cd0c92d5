import { BlockList, isIPv4 } from 'node:net';
import { malformedPolicy } from '../edge/refusals.ts';

/** The one statement of a signed policy. Times are seconds since the epoch. */
export interface GrantPolicy {
  /** Absent: every file of every distribution that trusts the key. */
  readonly resource: string | undefined;
  readonly before: number;
  readonly after: number | undefined;
  /** An IPv4 address or range. */
  readonly sourceIp: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads a custom policy. What it does not know it refuses: a condition that is skipped would be a hole. */
export function parsePolicy(text: string): GrantPolicy {
  const { Statement: statements, ...others } = object(parseJson(text));
  if (!Array.isArray(statements) || statements.length !== 1) throw malformedPolicy();
  if (Object.keys(others).some((name) => name !== 'Version' && name !== 'Id')) throw malformedPolicy();
  const statement = only(object(statements[0]), ['Resource', 'Condition']);
  const condition = only(object(statement['Condition']), ['DateLessThan', 'DateGreaterThan', 'IpAddress']);
  const resource = statement['Resource'];
  if (resource !== undefined && typeof resource !== 'string') throw malformedPolicy();
  return {
    resource,
    before: epoch(condition['DateLessThan']),
    after: condition['DateGreaterThan'] === undefined ? undefined : epoch(condition['DateGreaterThan']),
    sourceIp: condition['IpAddress'] === undefined ? undefined : address(condition['IpAddress']),
  };
}

/** The text that CloudFront rebuilds, and verifies, for a canned policy: exactly so, without white space. */
export const cannedPolicy = (url: string, expires: number) =>
  `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;

/** Whether `source` lies in an IPv4 address or range; never for an IPv6 viewer. */
export function coversAddress(range: string, source: string): boolean {
  const viewer = source.startsWith('::ffff:') ? source.slice('::ffff:'.length) : source;
  const [network = '', bits = '32'] = range.split('/');
  if (!isIPv4(viewer)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), 'ipv4');
  return list.check(viewer, 'ipv4');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedPolicy();
  }
}

function object(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedPolicy();
  return value as Json;
}

function only(value: Json, names: readonly string[]): Json {
  if (Object.keys(value).some((name) => !names.includes(name))) throw malformedPolicy();
  return value;
}

function epoch(value: unknown): number {
  const seconds = only(object(value), ['AWS:EpochTime'])['AWS:EpochTime'];
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds)) throw malformedPolicy();
  return seconds;
}

function address(value: unknown): string {
  const range = only(object(value), ['AWS:SourceIp'])['AWS:SourceIp'];
  if (typeof range !== 'string') throw malformedPolicy();
  const [network = '', bits, ...rest] = range.split('/');
  const validBits = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32);
  if (!isIPv4(network) || !validBits || rest.length > 0) throw malformedPolicy();
  return range;
}
