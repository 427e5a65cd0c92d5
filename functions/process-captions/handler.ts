import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSEvent } from 'aws-lambda';
import { eachMessage } from '../shared/batch.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { uploadedObjects } from '../shared/uploaded-objects.ts';
import { captionsFiles } from './captions-files.ts';
import { processCaptions } from './process-captions.ts';

const logger = new Logger();
const client = documentClient();
const objects = objectClient();
const work = processCaptions({
  videos: { client, name: required('VIDEOS_TABLE') },
  files: captionsFiles(
    { client: objects, name: required('UPLOAD_BUCKET') },
    { client: objects, name: required('OUTPUT_BUCKET') },
  ),
  publish: publisher(VIDEO_STATUS, client),
  logger,
  now: Date.now,
});

/** One message may tell of several files. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, logger, async (body, { again }) => {
    for (const { key } of uploadedObjects(body)) await work(key, again);
  });
