import { Aws, CfnCondition, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnApiKey,
  CfnFunctionConfiguration,
  CfnResolver,
  Definition,
  GraphqlApi,
  IntrospectionConfig,
  type CfnDataSource,
  type CfnGraphQLApi,
} from 'aws-cdk-lib/aws-appsync';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Plan } from '../model/plans.ts';
import { createDataSources, type DataSourceTargets } from './data-sources.ts';
import { distPath } from './dist.ts';
import type { Parameters } from './parameters.ts';
import { readFunctions, readResolvers, type DataSourceName, type FunctionName } from './resolvers.ts';

export interface ApiProps {
  readonly parameters: Parameters;
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** What a batch read names by `ctx.env`. */
  readonly tables: Readonly<Record<'videos' | 'engagements' | 'accounts', TableV2>>;
  /** Where posters are fetched from. */
  readonly deliveryOrigin: string;
  /** What `Query.plans` answers. */
  readonly plans: readonly Plan[];
}

const APPSYNC_JS = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };

/**
 * The GraphQL API: its schema, who may call it, and a resolver for every file of `resolvers/`. Some functions that answer
 * its fields call it themselves, so it comes first and its resolvers when all of those are there.
 */
export class Api extends Construct {
  readonly graphql: GraphqlApi;
  readonly apiKey: string;
  /** The fields that only functions may call, as IAM names them. */
  readonly publishVideoStatusArn: string;
  readonly publishReactionsArn: string;

  constructor(
    scope: Construct,
    id: string,
    { parameters, userPool, client, tables, deliveryOrigin, plans }: ApiProps,
  ) {
    super(scope, id);

    this.graphql = new GraphqlApi(this, 'GraphqlApi', {
      name: Aws.STACK_NAME,
      definition: Definition.fromFile(distPath(this, 'schema.graphql')),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.USER_POOL,
          userPoolConfig: { userPool, appIdClientRegex: client.userPoolClientId },
        },
        additionalAuthorizationModes: [
          { authorizationType: AuthorizationType.IAM },
          {
            authorizationType: AuthorizationType.API_KEY,
            apiKeyConfig: { name: 'Guest', description: 'Guests: reaches only what is public.' },
          },
        ],
      },
      introspectionConfig: IntrospectionConfig.ENABLED,
      queryDepthLimit: 10,
      resolverCountLimit: 1000,
      xrayEnabled: true,
      // `ctx.env`: what a batch read needs to name its tables by, what posters' addresses begin with, and what can be bought.
      environmentVariables: {
        VIDEOS_TABLE: tables.videos.tableName,
        ENGAGEMENTS_TABLE: tables.engagements.tableName,
        ACCOUNTS_TABLE: tables.accounts.tableName,
        DELIVERY_ORIGIN: deliveryOrigin,
        PLANS: JSON.stringify(plans),
      },
    });
    this.apiKey = this.graphql.apiKey!;
    const mutationArn = (field: string) => `${this.graphql.arn}/types/Mutation/fields/${field}`;
    this.publishVideoStatusArn = mutationArn('publishVideoStatus');
    this.publishReactionsArn = mutationArn('publishReactions');
    this.setKeyExpiry(parameters);
    this.writeLog();
  }

  /** Puts a resolver over every field that has one. */
  resolveWith(targets: DataSourceTargets): void {
    this.attachResolvers(createDataSources(this, this.graphql.apiId, targets));
  }

  /**
   * The key's end is a parameter: computed at synthesis it would make every template different, and
   * a deployment renews it.
   */
  private setKeyExpiry(parameters: Parameters): void {
    const given = new CfnCondition(this, 'KeyExpiryIsGiven', {
      expression: Fn.conditionNot(Fn.conditionEquals(parameters.apiKeyExpires.valueAsString, '')),
    });
    const key = this.graphql.node.findAll().find((child) => child instanceof CfnApiKey);
    key!.addPropertyOverride(
      'Expires',
      Fn.conditionIf(given.logicalId, parameters.apiKeyExpires.valueAsString, Aws.NO_VALUE),
    );
  }

  /** CDK's own `logConfig` would add a custom resource with its Lambda; plain properties do the same. */
  private writeLog(): void {
    const role = new Role(this, 'LogRole', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Logs', {
      // AppSync chooses the name; made here so that the log does not live for ever.
      logGroupName: `/aws/appsync/apis/${this.graphql.apiId}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(role);
    const api = this.graphql.node.findChild('Resource') as CfnGraphQLApi;
    api.addPropertyOverride('LogConfig', {
      CloudWatchLogsRoleArn: role.roleArn,
      FieldLogLevel: 'ERROR',
      ExcludeVerboseContent: true,
    });
  }

  private attachResolvers(dataSources: Readonly<Record<DataSourceName, CfnDataSource>>): void {
    const functionIds = this.createFunctions(dataSources);
    for (const { typeName, fieldName, code, wiring } of readResolvers(distPath(this, 'resolvers'))) {
      const resolver = new CfnResolver(this, `${typeName}-${fieldName}`, {
        apiId: this.graphql.apiId,
        typeName,
        fieldName,
        code,
        runtime: APPSYNC_JS,
        ...('pipeline' in wiring
          ? {
              kind: 'PIPELINE',
              pipelineConfig: { functions: wiring.pipeline.map((name) => functionIds[name]) },
            }
          : {
              dataSourceName: dataSources[wiring.dataSource].attrName,
              ...(wiring.maxBatchSize !== undefined && { maxBatchSize: wiring.maxBatchSize }),
            }),
      });
      this.graphql.addSchemaDependency(resolver);
    }
  }

  /** The functions' ids, by their names. */
  private createFunctions(
    dataSources: Readonly<Record<DataSourceName, CfnDataSource>>,
  ): Readonly<Record<FunctionName, string>> {
    return Object.fromEntries(
      readFunctions(distPath(this, 'resolvers', 'functions')).map(({ name, dataSource, code }) => [
        name,
        new CfnFunctionConfiguration(this, `Function-${name}`, {
          apiId: this.graphql.apiId,
          name,
          dataSourceName: dataSources[dataSource].attrName,
          code,
          runtime: APPSYNC_JS,
        }).attrFunctionId,
      ]),
    ) as Record<FunctionName, string>;
  }
}
