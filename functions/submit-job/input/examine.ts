import {
  BadRequestException,
  ProbeCommand,
  UnprocessableEntityException,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import type { FailureReason } from '../../../model/failures.ts';
import type { Source } from '../../../model/source.ts';
import type { Bucket } from '../../shared/bucket.ts';
import { containerFault } from './container.ts';
import { readBytes } from './first-bytes.ts';
import { sourceOf } from './source.ts';

/** A file, as its video's row speaks of it. */
export interface InputFile {
  readonly key: string;
  /** Bytes that were announced. */
  readonly announced: number;
  /** As MediaConvert names it. */
  readonly url: string;
}

/** What is in the file, or why no job could make anything of it. The cheapest question comes first. */
export async function examine(
  uploads: Bucket,
  client: MediaConvertClient,
  { key, announced, url }: InputFile,
): Promise<Source | FailureReason> {
  const start = await readBytes(uploads, key);
  if (!start) return 'SOURCE_EXPIRED';
  if (start.sizeBytes === 0) return 'EMPTY_FILE';
  if (start.sizeBytes > announced) return 'TOO_LARGE';
  const fault = await containerFault(async (from) =>
    from === 0 ? start.bytes : ((await readBytes(uploads, key, from))?.bytes ?? new Uint8Array()),
  );
  return fault ?? probe(client, url);
}

async function probe(client: MediaConvertClient, url: string): Promise<Source | FailureReason> {
  try {
    const { ProbeResults } = await client.send(new ProbeCommand({ InputFiles: [{ FileUrl: url }] }));
    return sourceOf(ProbeResults?.[0] ?? {});
  } catch (error) {
    // We ask for one file and nothing else: what is wrong with the request is the file.
    if (error instanceof BadRequestException || error instanceof UnprocessableEntityException)
      return 'CORRUPT';
    throw error;
  }
}
