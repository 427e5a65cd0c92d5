import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LISTED } from '../model/shelves.ts';
import { allow, bundledFunction } from './functions.ts';
import { TableStream } from './streams.ts';

export interface CatalogueProps {
  readonly videos: TableV2;
  readonly shelves: TableV2;
}

/** What is derived from the videos: the shelves, which every feed reads. */
export class Catalogue extends Construct {
  readonly functions: readonly Function[];
  readonly streams: readonly TableStream[];

  constructor(scope: Construct, id: string, { videos, shelves }: CatalogueProps) {
    super(scope, id);
    const projectCatalog = bundledFunction(this, 'project-catalog', {
      description: 'Puts each published video on the shelves it belongs on, and takes it off them.',
      environment: { SHELVES_TABLE: shelves.tableName },
      // A batch of 100 is a read and a transaction for each video, a few at a time.
      timeout: Duration.seconds(30),
      permissions: [
        // A transaction asks for the permission of each of its writes.
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [shelves.tableArn]),
      ],
    });
    this.functions = [projectCatalog];
    this.streams = [
      new TableStream(this, 'VideosStream', {
        table: videos,
        worker: projectCatalog,
        batchSize: 100,
        // A feed may be a second old; a busy hour then costs one invocation a second and shard.
        batchWindow: Duration.seconds(1),
        filters: [
          { eventName: ['REMOVE'] },
          ...['OldImage', 'NewImage'].map((image) => ({ dynamodb: { [image]: LISTED_IMAGE } })),
        ],
      }),
    ];
  }
}

/** How the stream writes a video that is listed: a change from or to such a video is the only one that can matter. */
const LISTED_IMAGE = Object.fromEntries(
  Object.entries(LISTED).map(([attribute, value]) => [attribute, { S: [value] }]),
);
