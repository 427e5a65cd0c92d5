import type { Context } from '@aws-appsync/utils';
import type { QueryVideoArgs } from '../generated/schema.ts';
import type { VideoRow } from '../model/video-row.ts';
import { maySee } from '../model/visibility.ts';
import { caller } from './steps/caller.ts';
import { getVideo } from './steps/get-video.ts';
import { stopOnError } from './steps/stop-on-error.ts';

export const request = (ctx: Context<QueryVideoArgs>) => getVideo(ctx.args.id);

export function response(ctx: Context): VideoRow | null {
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  return row && maySee(row, caller(ctx).sub) ? row : null;
}
