import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { allow, bundledFunction } from './functions.ts';
import { TableStream } from './streams.ts';

export interface EngagementProps {
  readonly engagements: TableV2;
  readonly videos: TableV2;
  readonly api: Api;
}

/** From what people do with videos to the videos' counts: likes, ratings and views. */
export class Engagement extends Construct {
  readonly functions: readonly Function[];
  readonly streams: readonly TableStream[];

  constructor(scope: Construct, id: string, { engagements, videos, api }: EngagementProps) {
    super(scope, id);
    const countEngagement = bundledFunction(this, 'count-engagement', {
      description: 'Counts likes, ratings and views, each once, and tells who watches.',
      environment: { VIDEOS_TABLE: videos.tableName, GRAPHQL_URL: api.graphql.graphqlUrl },
      // A batch of a thousand videos, ten at once, and a publication that is tried until AppSync is given up.
      timeout: Duration.seconds(60),
      permissions: [
        allow(['dynamodb:UpdateItem'], [videos.tableArn]),
        allow(['appsync:GraphQL'], [api.publishReactionsArn]),
      ],
    });
    this.functions = [countEngagement];
    this.streams = [
      new TableStream(this, 'EngagementsStream', {
        table: engagements,
        worker: countEngagement,
        // However many people like a video at once: one write and one publication a second and shard.
        batchSize: 1_000,
        batchWindow: Duration.seconds(1),
        // For the shard's name, which no other event says. Nothing is carried through the window, so it may be long.
        tumblingWindow: Duration.minutes(15),
      }),
    ];
  }
}
