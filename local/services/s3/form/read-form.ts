import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { AwsError } from '../../../runtime/errors.ts';
import { s3Error } from '../errors.ts';
import { pipeBody } from '../payload/payload.ts';

/** Everything before the file, names and values: 20 KB, S3's own bound. */
const MAX_FIELD_BYTES = 20 * 1024;

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
  const parser = openParser(headers);
  const fields = new Map<string, string>();
  let fieldBytes = 0;
  let received: Promise<T> | undefined;
  let refusal: Error | undefined;

  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (received) return;
    const lower = name.toLowerCase();
    fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (nameTruncated || valueTruncated || fieldBytes > MAX_FIELD_BYTES) parser.destroy(tooManyFields());
    else if (lower === 'file') parser.destroy(noFile());
    else if (fields.has(lower))
      parser.destroy(s3Error.invalidArgument('POST requires each field to be given once.', name));
    else fields.set(lower, value);
  });
  parser.on('file', (name, bytes, { filename }) => {
    // Whoever reads the file hears of its end as well; a file that nobody reads must not bring down the process.
    bytes.on('error', heardElsewhere);
    if (received || name.toLowerCase() !== 'file') return void bytes.resume();
    received = receive(fields, { filename: filename ?? '', bytes });
    received.catch((error: Error) => {
      // The parser broke off by itself: this error only follows from that.
      if (parser.destroyed) return;
      refusal = error;
      parser.destroy(error);
    });
  });

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

function openParser(headers: Readonly<Record<string, string>>) {
  try {
    return busboy({
      headers: { ...headers },
      defParamCharset: 'utf8',
      limits: { fieldNameSize: 1024, fieldSize: MAX_FIELD_BYTES, fields: 200, headerPairs: 20 },
    });
  } catch {
    throw malformed();
  }
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
