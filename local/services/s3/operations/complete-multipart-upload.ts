import { createHash } from 'node:crypto';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { compositeChecksum } from '../payload/checksums.ts';
import { combineCrcs } from '../payload/crc-combine.ts';
import { MAX_PARTS, MIN_PART_BYTES } from '../payload/limits.ts';
import { receiveText } from '../payload/payload.ts';
import type { S3Request } from '../request.ts';
import type { NewObject, StoredChecksum } from '../store/object-row.ts';
import type { Completed, Part, Upload } from '../store/uploads.ts';
import { parseXml, xmlDocument, xmlList } from '../xml.ts';
import { requestedUpload } from './multipart-upload.ts';
import { checksumMembers, logCreated, newVersionHeader } from './object-response.ts';
import { checkWriteAllowed } from './preconditions.ts';

const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** `CompleteMultipartUpload`. Asked again after it went well, it gives the same answer again. */
export const completeMultipartUpload: Operation = async (context, request, bucket) => {
  const { key, headers } = request;
  context.access.check(request.caller, 's3:PutObject', bucket, key);
  const upload = requestedUpload(context, request);
  const document = await receiveText(documentOf(request), MAX_DOCUMENT_BYTES, context);
  if (upload.completed) return answer(context, bucket, key, upload.completed);

  const parts = chooseParts(context.uploads.parts(upload.uploadId, 0, MAX_PARTS), readParts(document));
  checkPartChecksums(upload, parts);
  const size = parts.reduce((total, part) => total + part.size, 0);
  const declaredSize = headers['x-amz-mp-object-size'];
  if (declaredSize !== undefined && Number(declaredSize) !== size)
    throw s3Error.invalidRequest(
      'The provided x-amz-mp-object-size header does not match the size of the object.',
    );

  const checksum = await objectChecksum(upload, parts);
  checkDeclared(request, checksum);
  return answer(context, bucket, key, commit(context, request, bucket, { parts, size, checksum }));
};

interface Listed {
  readonly number: number;
  readonly etag: string;
  readonly checksums: readonly string[];
}

/** A part of the upload as the caller lists it. */
interface Chosen extends Part {
  /** The caller said its checksum once more. */
  readonly confirmed: boolean;
}

function readParts(document: string): Listed[] {
  const listed = xmlList(parseXml(document, 'CompleteMultipartUpload')['Part']).map((part) => ({
    number: Number(part['PartNumber']),
    etag: String(part['ETag'] ?? '')
      .trim()
      .replace(/^"|"$/g, ''),
    checksums: Object.entries(part)
      .filter(([name]) => name.startsWith('Checksum'))
      .map(([, value]) => String(value)),
  }));
  if (
    listed.length === 0 ||
    listed.some(({ number }) => !Number.isInteger(number) || number < 1 || number > MAX_PARTS)
  )
    throw s3Error.malformedXml();
  if (listed.some(({ number }, index) => index > 0 && number <= listed[index - 1]!.number))
    throw s3Error.invalidPartOrder();
  return listed;
}

/** The stored parts that the caller lists. Throws `InvalidPart` and `EntityTooSmall`. */
function chooseParts(stored: readonly Part[], listed: readonly Listed[]): Chosen[] {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const parts = listed.map(({ number, etag, checksums }) => {
    const part = byNumber.get(number);
    if (!part || part.etag !== etag) throw s3Error.invalidPart();
    if (checksums.some((checksum) => checksum !== part.checksum?.value)) throw s3Error.invalidPart();
    return { ...part, confirmed: checksums.length > 0 };
  });
  for (const part of parts.slice(0, -1))
    if (part.size < MIN_PART_BYTES)
      throw s3Error.entityTooSmall(part.size, MIN_PART_BYTES, {
        PartNumber: part.partNumber,
        ETag: part.etag,
      });
  return parts;
}

/** MD5 of the parts' MD5s, and how many they are: S3's ETag of a multipart object. */
export function etagOf(parts: readonly Pick<Part, 'etag'>[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

/** A composite checksum is made of what the caller says of each part. Throws `InvalidRequest`. */
function checkPartChecksums({ checksumAlgorithm, checksumType }: Upload, parts: readonly Chosen[]): void {
  if (checksumAlgorithm === undefined || checksumType !== 'COMPOSITE') return;
  const silent = parts.find(({ confirmed }) => !confirmed);
  if (silent)
    throw s3Error.invalidRequest(
      `The upload was created using a ${checksumAlgorithm} checksum. The complete request must include the ` +
        `checksum for each part. It was missing for part ${silent.partNumber} in the request.`,
    );
}

/** The checksum of the object, made of those of its parts. */
async function objectChecksum(
  { checksumAlgorithm: algorithm, checksumType: type }: Upload,
  parts: readonly Part[],
): Promise<StoredChecksum | undefined> {
  if (algorithm === undefined) return undefined;
  const values = parts.map(({ checksum, size }) => ({ value: checksum!.value, size }));
  const value =
    type === 'FULL_OBJECT'
      ? combineCrcs(algorithm, values)
      : await compositeChecksum(
          algorithm,
          values.map((part) => part.value),
        );
  return { algorithm, type, value };
}

/** What the caller says of the whole object's checksum. Throws `InvalidRequest` and `BadDigest`. */
function checkDeclared({ headers }: S3Request, checksum: StoredChecksum | undefined): void {
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== checksum?.type)
    throw s3Error.invalidRequest(
      `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    );
  if (!checksum) return;
  const declared = headers[`x-amz-checksum-${checksum.algorithm}`];
  if (declared !== undefined && declared !== checksum.value && declared !== checksum.value.split('-')[0])
    throw s3Error.badDigest(checksum.algorithm.toUpperCase());
}

type Assembled = Required<Pick<NewObject, 'parts' | 'size' | 'checksum'>> & {
  readonly parts: readonly Chosen[];
};

/** Makes the object of the parts' own files and ends the upload, in one transaction: nothing is copied. */
function commit(context: S3Context, request: S3Request, bucket: Bucket, assembled: Assembled): Completed {
  const { uploadId, headers, tags, completed } = requestedUpload(context, request);
  // Another call completed it meanwhile.
  if (completed) return completed;
  let unheld: string[] = [];
  const stored = context.objects.put(
    bucket,
    request.key,
    { file: '', etag: etagOf(assembled.parts), headers, tags, ...assembled },
    { event: 'CompleteMultipartUpload', requester: request },
    {
      allow: (current) => checkWriteAllowed(current, request.key, request.headers),
      alongside: (object) => {
        unheld = context.uploads.finish(uploadId, object, assembled.parts);
      },
    },
  );
  context.files.discard(unheld);
  logCreated(context, 'PUT', bucket, request.key, stored.size);
  return stored;
}

/** On this call `x-amz-checksum-…` speaks of the whole object, not of the document that is the body. */
function documentOf(request: S3Request): S3Request {
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  return { ...request, headers: Object.fromEntries(headers) };
}

function answer(context: S3Context, bucket: Bucket, key: string, completed: Completed) {
  return {
    status: 200,
    headers: { 'x-amz-server-side-encryption': 'AES256', ...newVersionHeader(bucket, completed.versionId) },
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `https://${bucket.name}.s3.${context.region}.amazonaws.com/${key.split('/').map(encodeURIComponent).join('/')}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${completed.etag}"`,
      ...checksumMembers(completed.checksum),
    }),
  };
}
