import type { Context } from '@aws-appsync/utils';
import { pageOf } from './page.ts';
import { withPeople } from './people.ts';

/** Answers with the pipeline's page. */
export function response(ctx: Context) {
  const { videos, nextToken } = pageOf(ctx);
  return { items: withPeople(ctx, videos), nextToken };
}
