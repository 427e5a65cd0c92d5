import type { Runtime } from '../../../../runtime/runtime.ts';
import type { HttpCall } from './read-request.ts';
import type { Target } from './endpoint.ts';

/** `AwsIamConfig` of a data source, and the role whose credentials sign. */
export interface Signing {
  readonly region: string;
  readonly service: string;
  readonly roleArn: string;
}

const SESSION = 'APPSYNC_ASSUME_ROLE';

/** The headers of a call, signed by the role with Signature Version 4. */
export async function signedHeaders(
  call: HttpCall,
  { protocol, host }: Target,
  { region, service, roleArn }: Signing,
  runtime: Runtime,
): Promise<Record<string, string>> {
  // Loaded when the first request is signed: most APIs sign none.
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
  ]);
  const { accessKeyId, secretAccessKey, sessionToken } = runtime.credentials.forRole(roleArn, SESSION);
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region,
    service,
    sha256: Sha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: service !== 's3',
  });
  const { method, path, body } = call;
  const signed = await signer.sign(
    {
      method,
      protocol,
      hostname: host,
      path,
      query: { ...call.query },
      headers: { ...call.headers, host },
      body,
    },
    { signingDate: new Date(runtime.clock.now()) },
  );
  return signed.headers;
}
