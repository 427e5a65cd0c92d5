import { createHash } from 'node:crypto';
import { CreateInvalidationCommand, type CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { hasOwnFolder, videoFolder } from '../../model/keys.ts';
import type { DeletedVideo } from './deleted-videos.ts';

/** A CDN's distribution, as a function reaches it. */
export interface Cdn {
  readonly client: CloudFrontClient;
  readonly distributionId: string;
}

/**
 * Makes the CDN forget deleted videos, in one call; of those that were never published it has at most a poster. It is for
 * after their files are deleted, or it would fetch them again. The reference follows from the videos: CloudFront makes one
 * invalidation of a request that is repeated.
 */
export async function invalidate(
  { client, distributionId }: Cdn,
  videos: readonly DeletedVideo[],
): Promise<void> {
  const known = videos.filter((video) => paths(video).length > 0);
  if (known.length === 0) return;
  const names = known.map(({ id, version }) => `${id} ${version}`).sort();
  const Items = [...new Set(known.flatMap(paths))].sort();
  await client.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        CallerReference: createHash('sha256').update(names.join('\n')).digest('hex'),
        Paths: { Quantity: Items.length, Items },
      },
    }),
  );
}

/** CloudFront works on few paths with a star at a time, and on thousands without: posters are named as they are. */
const paths = ({ id, publishedAt, posterKey }: DeletedVideo): string[] => [
  ...(publishedAt !== undefined && hasOwnFolder(id) ? [`/${videoFolder(inPath(id))}*`] : []),
  ...(posterKey !== undefined ? [`/${posterKey.split('/').map(inPath).join('/')}`] : []),
];

/** Ours need no escape. With one that somebody made up, a star in its middle would have the whole batch refused. */
const inPath = (id: string) => encodeURIComponent(id).replaceAll('*', '%2A');
