import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow, bundledFunction } from './functions.ts';

export interface EditingProps {
  readonly videos: TableV2;
}

/** How owners change what is said of their videos. */
export class Editing extends Construct {
  readonly updateVideo: Function;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { videos }: EditingProps) {
    super(scope, id);
    this.updateVideo = bundledFunction(this, 'update-video', {
      description: 'Checks and writes what an owner changes of a video.',
      environment: { VIDEOS_TABLE: videos.tableName },
      memorySize: 512,
      permissions: [allow(['dynamodb:UpdateItem'], [videos.tableArn])],
    });
    this.functions = [this.updateVideo];
  }
}
