import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { inParallel } from '../shared/in-parallel.ts';
import { newestOf } from './newest.ts';
import { plan, type News } from './plan.ts';
import type { Placements } from './shelves-table.ts';

export interface ProjectCatalogDependencies {
  readonly placements: Placements;
  readonly logger: Pick<Logger, 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** How many videos of a batch are worked on at the same time. */
const AT_ONCE = 10;
/** How often a placement is looked at while others keep changing it, and the longest wait before each, in milliseconds. */
const TRIES = 6;
const WAIT_MS = 50;

/**
 * Brings the shelves up to what a batch says of the videos. Of a batch only what failed is given again; what was done
 * already, and comes once more with it, changes nothing.
 */
export const projectCatalog =
  (dependencies: ProjectCatalogDependencies) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
    const heard = newestOf(Records, dependencies.logger);
    await inParallel(heard, AT_ONCE, async ({ news, sequenceNumber }) => {
      try {
        await bringUpTo(news, dependencies);
      } catch (error) {
        const { videoId } = news;
        dependencies.logger.error('A video could not be placed', { videoId, error: error as Error });
        batchItemFailures.push({ itemIdentifier: sequenceNumber });
      }
    });
    return { batchItemFailures };
  };

/** Makes the placement follow the news, looking again whenever somebody else was faster. */
export async function bringUpTo(
  news: News,
  { placements, now, sleep }: Omit<ProjectCatalogDependencies, 'logger'>,
): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await sleep(Math.random() * WAIT_MS * 2 ** tried);
    const change = plan(await placements.read(news.videoId), news, now());
    if (!change || (await placements.apply(change))) return;
  }
  throw new Error(`Others keep changing where the video ${news.videoId} is.`);
}
