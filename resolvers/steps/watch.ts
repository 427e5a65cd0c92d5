import { util, type Context } from '@aws-appsync/utils';
import type { MutationRecordProgressArgs } from '../../generated/schema.ts';

type Watching = Context<MutationRecordProgressArgs>;

/** Milliseconds are as fine as a player is, and DynamoDB takes no number as small as a client may send. */
export const position = (ctx: Watching) => Math.round(ctx.args.positionSeconds * 1_000) / 1_000;

/** What every note of a position says: where, and on which day, which is a view if the day is new. */
export const NOTE = 'SET positionSeconds = :position, viewedOn = :today';

export const noted = (ctx: Watching) => ({
  ':position': position(ctx),
  ':today': util.time.nowISO8601().slice(0, 10),
});
