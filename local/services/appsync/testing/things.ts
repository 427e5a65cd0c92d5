import { plainTokens, memoryTable } from './peers.ts';
import { boot, type Booted, type BootOptions } from './boot.ts';
import { noneSource, tableSource, unit } from './resources.ts';

export const THINGS = `
  type Thing { id: ID!  title: String  owner: Owner  count: Int }
  type Owner { id: ID!  name: String }
  type Page { items: [Thing!]!  nextToken: String }
  type Query { thing(id: ID!): Thing  things(limit: Int, nextToken: String): Page!  now: String  who: AWSJSON  must: String! }
  type Mutation { putThing(id: ID!, title: String): Thing }
`;
const GET = `import { get } from '@aws-appsync/utils/dynamodb';
export const request = (ctx) => get({ key: { id: ctx.args.id } });
export const response = (ctx) => ctx.result;`;
const PUT = `import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  return ddb.put({ key: { id: ctx.args.id }, item: { title: ctx.args.title, count: 3 }, condition: { id: { attributeExists: false } } });
}
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`;
const QUERY = `import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  return ddb.query({ query: { id: { eq: 'x' } }, limit: ctx.args.limit, nextToken: ctx.args.nextToken });
}
export const response = (ctx) => ctx.result;`;

const THING_RESOLVERS = [
  unit('Query.thing', 'Table', GET),
  unit('Query.things', 'Table', QUERY),
  unit('Mutation.putThing', 'Table', PUT),
];

/** An API of things in a table, to which a test adds what it is about; `bare`: of a schema all its own. */
export async function bootThings(
  options: Partial<BootOptions> & { readonly bare?: boolean } = {},
): Promise<{ readonly api: Booted; readonly table: ReturnType<typeof memoryTable> }> {
  const table = memoryTable();
  const api = await boot({
    schema: THINGS,
    ...options,
    peers: { dynamodb: table.peer, cognito: plainTokens, ...options.peers },
    resources: [
      noneSource,
      tableSource,
      ...(options.bare ? [] : THING_RESOLVERS),
      ...(options.resources ?? []),
    ],
  });
  return { api, table };
}
