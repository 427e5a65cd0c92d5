import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../../../runtime/credentials.ts';
import { AwsError } from '../../../runtime/errors.ts';
import type { Principal } from '../../../runtime/principal.ts';
import { signingKey } from '../../../runtime/sigv4.ts';
import { s3Error } from '../errors.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Whoever signed the form's policy. The string to sign is the base64 policy itself. Throws
 * `SignatureDoesNotMatch`, `InvalidAccessKeyId`, `ExpiredToken` or `InvalidArgument`.
 */
export function signerOf(
  fields: ReadonlyMap<string, string>,
  options: { readonly credentials: Credentials; readonly region: string },
): Principal {
  const need = (name: string) => {
    const value = fields.get(name.toLowerCase());
    if (value === undefined)
      throw s3Error.invalidArgument(
        `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
        name,
        '',
      );
    return value;
  };
  if (fields.has('signature') || (fields.get('x-amz-algorithm') ?? ALGORITHM) !== ALGORITHM)
    throw s3Error.invalidRequest(
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    );
  need('X-Amz-Algorithm');
  const credential = need('X-Amz-Credential');
  const [accessKeyId = '', date = '', region = '', service, end] = credential.split('/');
  if (
    service !== 's3' ||
    end !== 'aws4_request' ||
    !/^\d{8}$/.test(date) ||
    !need('X-Amz-Date').startsWith(date)
  )
    throw s3Error.invalidArgument(
      'The Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      'X-Amz-Credential',
      credential,
    );
  if (region !== options.region)
    throw s3Error.invalidArgument(
      `The Credential is mal-formed; the region '${region}' is wrong; expecting '${options.region}'`,
      'X-Amz-Credential',
      credential,
    );

  const { secretAccessKey, principal } = find(
    options.credentials,
    accessKeyId,
    fields.get('x-amz-security-token'),
  );
  const key = signingKey(secretAccessKey, date, region, 's3');
  const expected = Buffer.from(createHmac('sha256', key).update(need('Policy')).digest('hex'));
  const given = Buffer.from(need('X-Amz-Signature'));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw s3Error.signatureDoesNotMatch();
  return principal;
}

/** The key store speaks STS's language; S3 has its own words for the same. */
function find(credentials: Credentials, accessKeyId: string, sessionToken: string | undefined) {
  try {
    return credentials.find(accessKeyId, sessionToken);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'ExpiredToken')
      throw new AwsError('ExpiredToken', 'The provided token has expired.', 400);
    throw new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    );
  }
}
