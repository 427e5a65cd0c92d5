import { createHash } from 'node:crypto';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { compositeChecksum, createDigest } from '../payload/checksums.ts';
import { receiveText } from '../payload/payload.ts';
import type { S3Request } from '../request.ts';
import type { Content, StoredChecksum } from '../store/object-row.ts';
import type { Completed, Part, Upload } from '../store/uploads.ts';
import { parseXml, xmlDocument, xmlList } from '../xml.ts';
import { MAX_PARTS, requestedUpload } from './multipart-upload.ts';
import { checksumMembers, logCreated, versionHeader } from './object-response.ts';
import { checkWriteAllowed } from './preconditions.ts';
import { withNewFile } from './put-object.ts';

const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** `CompleteMultipartUpload`. Asked again after it went well, it gives the same answer again. */
export const completeMultipartUpload: Operation = async (context, request, bucket) => {
  const { key, headers } = request;
  context.access.check(request.caller, 's3:PutObject', bucket, key);
  const upload = requestedUpload(context, request);
  const document = await receiveText(documentOf(request), MAX_DOCUMENT_BYTES, context.credentials);
  if (upload.completed) return answer(context, bucket, key, upload.completed);

  const parts = chooseParts(context.uploads.parts(upload.uploadId, 0, MAX_PARTS), readParts(document));
  const size = parts.reduce((total, part) => total + part.size, 0);
  const declaredSize = headers['x-amz-mp-object-size'];
  if (declaredSize !== undefined && Number(declaredSize) !== size)
    throw s3Error.invalidRequest(
      'The provided x-amz-mp-object-size header does not match the size of the object.',
    );

  const completed = await withNewFile(context, async (file) => {
    const checksum = await assemble(context, upload, parts, file);
    checkObjectChecksum(request, checksum);
    return commit(context, request, bucket, {
      file,
      size,
      etag: etagOf(parts),
      headers: upload.headers,
      checksum,
    });
  });
  return answer(context, bucket, key, completed);
};

type Listed = { readonly number: number; readonly etag: string; readonly checksums: readonly string[] };

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
function chooseParts(stored: readonly Part[], listed: readonly Listed[]): Part[] {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const parts = listed.map(({ number, etag, checksums }) => {
    const part = byNumber.get(number);
    if (!part || part.etag !== etag) throw s3Error.invalidPart();
    if (checksums.some((checksum) => checksum !== part.checksum?.value)) throw s3Error.invalidPart();
    return part;
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

/** Writes the parts one behind the other into the object's file; answers the object's checksum. */
async function assemble(
  context: S3Context,
  upload: Upload,
  parts: readonly Part[],
  file: string,
): Promise<StoredChecksum | undefined> {
  const { checksumAlgorithm: algorithm, checksumType: type } = upload;
  const whole = algorithm !== undefined && type === 'FULL_OBJECT' ? createDigest(algorithm) : undefined;
  await context.files.join(
    parts.map((part) => part.file),
    file,
    whole && ((bytes) => whole.update(bytes)),
  );

  if (algorithm === undefined) return undefined;
  if (whole) return { algorithm, type, value: (await whole.digest()).toString('base64') };
  const values = parts.map((part) =>
    part.checksum?.algorithm === algorithm ? part.checksum.value : undefined,
  );
  const known = values.filter((value) => value !== undefined);
  if (known.length < parts.length) return undefined;
  return { algorithm, type, value: await compositeChecksum(algorithm, known) };
}

function checkObjectChecksum(request: S3Request, checksum: StoredChecksum | undefined): void {
  if (checksum?.type !== 'FULL_OBJECT') return;
  const declared = request.headers[`x-amz-checksum-${checksum.algorithm}`];
  if (declared !== undefined && declared !== checksum.value)
    throw s3Error.badDigest(checksum.algorithm.toUpperCase());
}

/** Makes the object and ends the upload, in one transaction. */
function commit(context: S3Context, request: S3Request, bucket: Bucket, content: Content): Completed {
  const { uploadId, completed } = requestedUpload(context, request);
  if (completed) {
    // Another call completed it while the parts were being joined.
    context.files.discard([content.file]);
    return completed;
  }
  let unheld: string[] = [];
  const stored = context.objects.put(
    bucket,
    request.key,
    content,
    { event: 'CompleteMultipartUpload', requester: request },
    {
      allow: (current) => checkWriteAllowed(current, request.key, request.headers),
      alongside: (object) => {
        unheld = context.uploads.finish(uploadId, object);
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
    headers: { 'x-amz-server-side-encryption': 'AES256', ...versionHeader(bucket, completed.versionId) },
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `https://${bucket.name}.s3.${context.region}.amazonaws.com/${key.split('/').map(encodeURIComponent).join('/')}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${completed.etag}"`,
      ...checksumMembers(completed.checksum),
    }),
  };
}
