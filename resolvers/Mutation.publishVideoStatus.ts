import type { Context } from '@aws-appsync/utils';
import type { MutationPublishVideoStatusArgs, VideoStatusEvent } from '../generated/schema.ts';

/** Nothing is stored: the table was written before. What is returned is what subscribers receive. */
export const request = (ctx: Context<MutationPublishVideoStatusArgs>) => ({ payload: ctx.args.input });

export const response = (ctx: Context): VideoStatusEvent => ctx.result;
