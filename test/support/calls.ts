import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Outputs } from './stack.ts';

/** How often a role was allowed an action, by `<role> <action>`: `ApiVideosDataSource dynamodb:GetItem`. */
export type Calls = ReadonlyMap<string, number>;

interface CallCount {
  readonly principal: string;
  readonly action: string;
  readonly allowed: number;
  readonly denied: number;
}

/** All calls since the stack started, as the local runtime counted them. */
export const readCalls = (outputs: Outputs): Promise<Calls> => readCounts(outputs, 'allowed');

/** All calls that IAM refused since the stack started. */
export const readDenials = (outputs: Outputs): Promise<Calls> => readCounts(outputs, 'denied');

async function readCounts(outputs: Outputs, decision: 'allowed' | 'denied'): Promise<Calls> {
  const { awsEndpoint, rootCredentials: credentials } = outputs.custom.playhead;
  const { host, hostname, port } = new URL(awsEndpoint);
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'iam', sha256: Sha256 });
  const { headers } = await signer.sign({
    ...{ method: 'GET', protocol: 'http:', hostname, port: Number(port), path: '/_calls', headers: { host } },
  });
  const response = await fetch(`${awsEndpoint}/_calls`, { headers });
  const { calls } = (await response.json()) as { calls: CallCount[] };
  return new Map(calls.map((call) => [`${shortName(call.principal)} ${call.action}`, call[decision]]));
}

/** What `work` cost: the calls of roles that were made while it ran. */
export async function callsDuring(outputs: Outputs, work: () => Promise<unknown>): Promise<Calls> {
  const before = await readCalls(outputs);
  await work();
  const after = await readCalls(outputs);
  return new Map(
    [...after]
      .map(([call, count]) => [call, count - (before.get(call) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

/** How many of the calls match, for example `/ dynamodb:/` for all that cost DynamoDB something. */
export function count(calls: Calls, pattern: RegExp): number {
  return [...calls].reduce((sum, [call, times]) => sum + (pattern.test(call) ? times : 0), 0);
}

/** A role's name without the stack before it and the random endings behind it. */
const shortName = (principal: string) =>
  /role\/\w+-(\w+?)Role[0-9A-F]{8}-\w+$/.exec(principal)?.[1] ?? principal;
