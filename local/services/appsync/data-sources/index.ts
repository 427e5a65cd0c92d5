import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { DataSourceDefinition } from '../template/data-source.ts';
import type { DataSource } from './data-source.ts';
import { createDynamoDbSource } from './dynamodb/index.ts';
import { createLambdaSource } from './lambda.ts';
import { none } from './none.ts';

export function createDataSource(definition: DataSourceDefinition, runtime: Runtime): DataSource {
  switch (definition.type) {
    case 'NONE':
      return none;
    case 'AMAZON_DYNAMODB':
      return createDynamoDbSource(definition.tableName, actingAs(definition.roleArn, runtime), runtime);
    case 'AWS_LAMBDA':
      return createLambdaSource(definition.functionArn, actingAs(definition.roleArn, runtime), runtime);
  }
}

/** The data source's role, assumed at its first call; a refusal is not remembered. */
function actingAs(roleArn: string, runtime: Runtime): () => Principal {
  let principal: Principal | undefined;
  return () =>
    (principal ??= runtime.peers.iam.assumeRole(roleArn, 'appsync.amazonaws.com', 'APPSYNC_ASSUME_ROLE'));
}
