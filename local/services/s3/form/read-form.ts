import type { Readable } from 'node:stream';
import { AwsError } from '../../../runtime/errors.ts';
import { s3Error } from '../errors.ts';
import { pipeBody } from '../payload/payload.ts';
import { MultipartParser } from './multipart-parser.ts';

/** Everything before the file, names and values: 20 KB, S3's own bound. */
const MAX_FIELD_BYTES = 20 * 1024;
const MAX_FIELDS = 200;

export interface FormFile {
  /** The last part of the path that the sender gave; empty when it gave none. */
  readonly filename: string;
  readonly bytes: Readable;
}

/**
 * Reads a `multipart/form-data` body up to its file and hands the file on as it streams in. The fields
 * (names in lower case) are all there are when `receive` is called: what follows the file is ignored.
 * Throws `MalformedPOSTRequest`, `InvalidArgument`, `MaxPostPreDataLengthExceeded` and whatever `receive` throws.
 */
export async function readForm<T>(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  receive: (fields: ReadonlyMap<string, string>, file: FormFile) => Promise<T>,
): Promise<T> {
  const fields = new Map<string, string>();
  let value: Buffer[] = [];
  let fieldBytes = 0;
  let received: Promise<T> | undefined;
  let refusal: Error | undefined;

  const parser: MultipartParser = new MultipartParser(
    readBoundary(headers),
    {
      field({ name }, bytes, complete) {
        if (received) return;
        value.push(bytes);
        fieldBytes += bytes.length + (complete ? Buffer.byteLength(name) : 0);
        if (fieldBytes > MAX_FIELD_BYTES || fields.size > MAX_FIELDS) throw tooManyFields();
        if (!complete) return;
        const lower = name.toLowerCase();
        if (fields.has(lower))
          throw s3Error.invalidArgument('POST requires each field to be given once.', name);
        fields.set(lower, Buffer.concat(value).toString('utf8'));
        value = [];
      },
      isFile: ({ name }) => !received && name.toLowerCase() === 'file',
      file({ filename = '' }, bytes) {
        // Whoever reads the file hears of its end as well; a file that nobody reads must not bring down the process.
        bytes.on('error', heardElsewhere);
        received = receive(fields, { filename: filename.replace(/^.*[/\\]/s, ''), bytes });
        received.catch((error: Error) => {
          // The parser broke off by itself: this error only follows from that.
          if (parser.destroyed) return;
          refusal = error;
          parser.destroy(error);
        });
      },
    },
    malformed,
  );

  try {
    await pipeBody(body, parser);
  } catch (error) {
    // The file's reader cleans up before the answer.
    await received?.catch(() => undefined);
    throw refusal ?? (error instanceof AwsError ? error : malformed());
  }
  if (!received) throw noFile();
  return received;
}

function readBoundary(headers: Readonly<Record<string, string>>): string {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    headers['content-type'] ?? '',
  );
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw malformed();
  return boundary;
}

/** The file breaks off only with its parser, and the parser's error is what `readForm` throws. */
const heardElsewhere = () => undefined;

const malformed = () =>
  new AwsError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );

const noFile = () =>
  new AwsError('IncorrectNumberOfFilesInPostRequest', 'POST requires exactly one file upload per request.');

const tooManyFields = () =>
  new AwsError(
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
  );
