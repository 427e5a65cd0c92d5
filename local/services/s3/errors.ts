import { AwsError } from '../../runtime/errors.ts';

/** An error with headers of its own. */
export class S3Refusal extends AwsError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(error: AwsError, headers: Readonly<Record<string, string>>) {
    super(error.code, error.message, error.status, error.details);
    this.headers = headers;
  }
}

/** S3's errors, in S3's own words (API reference, "List of error codes"). */
export const s3Error = {
  accessDenied: (message = 'Access Denied') => new AwsError('AccessDenied', message, 403),
  aclNotSupported: () => new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400),
  badDigest: (header: string) =>
    new AwsError('BadDigest', `The ${header} you specified did not match the calculated checksum.`),
  contentSha256Mismatch: (client: string, computed: string) =>
    new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: client, S3ComputedContentSHA256: computed },
    ),
  badRequest: (message: string) => new AwsError('BadRequest', message),
  corsForbidden: (message: string) => new AwsError('AccessForbidden', `CORSResponse: ${message}`, 403),
  entityTooLarge: (proposed: number, allowed: number) =>
    new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      ProposedSize: proposed,
      MaxSizeAllowed: allowed,
    }),
  entityTooSmall: (proposed: number, allowed: number, details: Record<string, unknown> = {}) =>
    new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: proposed,
      MinSizeAllowed: allowed,
      ...details,
    }),
  headersNotSigned: (names: readonly string[]) =>
    new AwsError('AccessDenied', 'There were headers present in the request which were not signed', 403, {
      HeadersNotSigned: names.join(', '),
    }),
  incompleteBody: () =>
    new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    ),
  invalidArgument: (message: string, name?: string, value?: string) =>
    new AwsError('InvalidArgument', message, 400, {
      ...(name === undefined ? {} : { ArgumentName: name }),
      ...(value === undefined ? {} : { ArgumentValue: value }),
    }),
  invalidDigest: (header: string) =>
    new AwsError('InvalidDigest', `The ${header} you specified is not valid.`),
  invalidPart: () =>
    new AwsError(
      'InvalidPart',
      'One or more of the specified parts could not be found.  The part may not have been uploaded, ' +
        "or the specified entity tag may not match the part's entity tag.",
    ),
  invalidPartOrder: () =>
    new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    ),
  invalidPartNumber: (requested: number, parts: number) =>
    new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      ActualPartCount: parts,
      PartNumberRequested: requested,
    }),
  invalidPolicyDocument: (message: string) =>
    new AwsError('InvalidPolicyDocument', `Invalid Policy: ${message}`),
  invalidRange: (requested: string, size: number) =>
    new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: requested,
      ActualObjectSize: size,
    }),
  invalidRequest: (message: string) => new AwsError('InvalidRequest', message),
  invalidTag: (message: string) => new AwsError('InvalidTag', message),
  invalidUri: () => new AwsError('InvalidURI', "Couldn't parse the specified URI."),
  keyTooLong: (size: number) =>
    new AwsError('KeyTooLongError', 'Your key is too long', 400, { Size: size, MaxSizeAllowed: 1024 }),
  malformedXml: () =>
    new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ),
  metadataTooLarge: (size: number) =>
    new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: size,
      MaxSizeAllowed: 2048,
    }),
  methodNotAllowed: (method: string, resourceType: string) =>
    new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
      Method: method,
      ResourceType: resourceType,
    }),
  missingContentLength: () =>
    new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411),
  noSuchBucket: (bucket: string) =>
    new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket }),
  noSuchKey: (key: string) =>
    new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key }),
  noSuchUpload: (uploadId: string) =>
    new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId: uploadId },
    ),
  noSuchVersion: (key: string, versionId: string) =>
    new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, {
      Key: key,
      VersionId: versionId,
    }),
  notImplemented: (header?: string) =>
    new AwsError(
      'NotImplemented',
      'A header or query you provided requested a function that is not implemented.',
      501,
      header === undefined ? {} : { Header: header },
    ),
  noSpace: () =>
    new AwsError(
      'ServiceUnavailable',
      'Service is unable to handle request: no space is left on the disk.',
      503,
    ),
  preconditionFailed: (condition: string) =>
    new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
      Condition: condition,
    }),
  signatureDoesNotMatch: () =>
    new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    ),
} as const;
