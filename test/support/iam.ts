import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { graphql, type Answer } from './graphql.ts';
import type { Outputs } from './stack.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The headers of a GraphQL request with this body, signed; by the account's root unless someone else signs. */
export async function iamHeaders(
  outputs: Outputs,
  body: string,
  credentials: Credentials = outputs.custom.playhead.rootCredentials,
): Promise<Record<string, string>> {
  const url = new URL(outputs.data.url);
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'appsync', sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  return headers;
}

/** One operation as the pipeline's own functions send theirs. */
export async function signed<T>(
  outputs: Outputs,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const headers = await iamHeaders(outputs, JSON.stringify({ query, variables }));
  return graphql<T>(outputs, { headers }, query, variables);
}
