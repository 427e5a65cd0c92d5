import {
  CancelJobCommand,
  ConflictException,
  NotFoundException,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';

/** Ends a job, unless it has come to its end by itself. */
export async function cancelJob(client: MediaConvertClient, jobId: string): Promise<void> {
  try {
    await client.send(new CancelJobCommand({ Id: jobId }));
  } catch (error) {
    if (!(error instanceof ConflictException || error instanceof NotFoundException)) throw error;
  }
}
