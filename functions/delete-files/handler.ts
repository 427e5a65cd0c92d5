import { Logger } from '@aws-lambda-powertools/logger';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { deletedVideos } from './deleted-videos.ts';
import { deleteFiles } from './delete-files.ts';

const client = objectClient();
const work = deleteFiles({
  transcoder: new MediaConvertClient({}),
  uploads: { client, name: required('UPLOAD_BUCKET') },
  outputs: { client, name: required('OUTPUT_BUCKET') },
  cdn: { client: new CloudFrontClient({}), distributionId: required('DISTRIBUTION_ID') },
  logger: new Logger(),
});

export const handler = (event: DynamoDBStreamEvent) => work(deletedVideos(event));
