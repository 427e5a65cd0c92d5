import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { PLAYLIST_TYPE, type Delivery } from './deliver.ts';
import { JobError } from './job-error.ts';

/** Every URI of a playlist: its lines without `#`, and the attribute of its tags. */
const urisOf = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) =>
      line.startsWith('#') ? [...line.matchAll(/URI="([^"]*)"/g)].map((match) => match[1]!) : [line],
    )
    .filter((uri) => uri !== '');

/** Reads each playlist again and sees that it is one, that it has come to its end, and names delivered files only. */
export async function verifyDelivery(files: readonly Delivery[]): Promise<void> {
  const delivered = new Set(files.map(({ bucket, key }) => `${bucket}/${key}`));
  if (delivered.size < files.length)
    throw new JobError(1999, 'Two outputs of the job have the same name: use other name modifiers.');
  for (const { path, bucket, key, contentType } of files) {
    if (contentType !== PLAYLIST_TYPE) continue;
    const text = await readFile(path, 'utf8');
    const whole =
      text.startsWith('#EXTM3U\n') &&
      (text.includes('#EXT-X-STREAM-INF') || text.includes('#EXT-X-ENDLIST\n'));
    const missing = urisOf(text).find(
      (uri) => !delivered.has(`${bucket}/${posix.join(posix.dirname(key), decodeURIComponent(uri))}`),
    );
    if (!whole || missing !== undefined)
      throw new JobError(
        1999,
        `The playlist ${key} ${whole ? `names ${missing}, which is not there` : 'is not whole'}.`,
      );
  }
}
