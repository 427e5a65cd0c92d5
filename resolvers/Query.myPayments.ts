import type { Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { LedgerPage, QueryMyPaymentsArgs } from '../generated/schema.ts';
import { ledgerView, type LedgerRow } from '../model/ledger-row.ts';
import { LEDGER } from '../model/payment-keys.ts';
import { malformedLedger } from '../model/well-formed.ts';
import { caller } from './steps/caller.ts';
import { askedPage, stopOnListError } from './steps/list.ts';

/** One query, of the caller's own partition: as it is now, for whoever has just paid. */
export function request(ctx: Context<QueryMyPaymentsArgs>) {
  const { limit, nextToken } = askedPage(ctx);
  return query({
    query: { userId: { eq: caller(ctx).sub ?? '' }, record: { beginsWith: LEDGER } },
    scanIndexForward: false,
    consistentRead: true,
    limit,
    nextToken,
  });
}

export function response(ctx: Context<QueryMyPaymentsArgs>): LedgerPage {
  stopOnListError(ctx, ctx.args.nextToken ?? null);
  const { items, nextToken } = ctx.result as { items: LedgerRow[]; nextToken?: string | null };
  const shown = items.filter((row) => canBeShown(row));
  return { items: shown.map((row) => ledgerView(row)), nextToken: nextToken ?? null };
}

/** A malformed entry is left out, and told of in the log. */
function canBeShown(row: LedgerRow): boolean {
  const faults = malformedLedger(row as unknown as Record<string, unknown>);
  if (faults.length > 0) console.error(`The ledger's ${row.record} is malformed: ${faults.join(', ')}`);
  return faults.length === 0;
}
