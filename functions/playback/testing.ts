import { generateKeyPairSync } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Rendition } from '../../model/video-types.ts';
import { answering, ID, NOW } from '../shared/testing.ts';
import { playback, type VideoSource } from './playback.ts';

/*
 * For tests alone: a video, and the function with its key and a table of its own.
 */

export const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const ORIGIN = 'https://d1.cloudfront.net';

export const rung = (height: number, codec = 'avc1', name = `${height}p`): Rendition => ({
  ...{ name, width: height * 2, height, bitrate: 1, codec, container: 'fmp4' },
});
export const READY: VideoSource = {
  ...{ id: ID, ownerId: 'owner', status: 'READY', access: 'FREE', attempt: 2, profile: 'STANDARD' },
  ...{ renditions: [rung(1080), rung(720), rung(480)], hasFiles: true, hasStoryboard: true },
};

export interface Asking {
  readonly sub?: string;
  readonly field?: 'playback' | 'storyboardUrl';
  /** What there is of the caller's membership. */
  readonly membership?: object;
  /** Where it is noted whose membership was read. */
  readonly reads?: string[];
}

export function ask(
  sources: readonly VideoSource[],
  { sub, field = 'playback', membership, reads = [] }: Asking = {},
) {
  const dynamodb = new DynamoDBClient(
    answering(({ body }) => {
      const { Key, ConsistentRead } = JSON.parse(body) as {
        Key: { userId: { S: string }; record: { S: string } };
        ConsistentRead?: boolean;
      };
      if (!ConsistentRead) throw new Error('A membership must be as it is now.');
      reads.push(`${Key.userId.S} ${Key.record.S}`);
      return { status: 200, body: JSON.stringify({ Item: membership && marshall(membership) }) };
    }),
  );
  return playback({
    accounts: { client: DynamoDBDocumentClient.from(dynamodb), name: 'Accounts' },
    origin: ORIGIN,
    signingKey: async () => ({ keyPairId: 'K1', privateKey }),
    grantSeconds: 600,
    now: () => NOW,
  })(sources.map((source) => ({ field, arguments: {}, identity: { sub: sub ?? null }, source })));
}
