/* For unit tests alone: `@aws-appsync/utils/dynamodb`, with plain values where AppSync has typed ones. */

export const get = (input: object) => ({ operation: 'GetItem', ...input });
export const query = (input: object) => ({ operation: 'Query', ...input });
export const remove = (input: object) => ({ operation: 'DeleteItem', ...input });
export const batchGet = (input: object) => ({ operation: 'BatchGetItem', ...input });
