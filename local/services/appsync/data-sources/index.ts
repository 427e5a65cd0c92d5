import type { Runtime } from '../../../runtime/runtime.ts';
import type { DataSourceDefinition } from '../template/data-source.ts';
import { actingAs } from './acting-as.ts';
import type { DataSource } from './data-source.ts';
import { createDynamoDbSource } from './dynamodb/index.ts';
import { createHttpSource } from './http/index.ts';
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
    case 'HTTP':
      return createHttpSource(definition, runtime);
  }
}
