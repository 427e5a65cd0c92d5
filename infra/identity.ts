import { Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  UserPool,
  type UserPoolClient,
  UserPoolGroup,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow, bundledFunction } from './functions.ts';
import type { Settings } from './settings.ts';

export interface IdentityProps {
  readonly settings: Settings;
  readonly accounts: TableV2;
}

/** Who people are: the user pool, its groups, and the profile that every new account gets. */
export class Identity extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  readonly functions: readonly Function[];

  constructor(scope: Construct, id: string, { settings, accounts }: IdentityProps) {
    super(scope, id);

    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: { username: true },
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      standardAttributes: { email: { required: false, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 8,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(7),
      },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
    this.client = this.userPool.addClient('Client', {
      generateSecret: false,
      // SRP is what Amplify uses; the password flow is for command lines and the API console.
      authFlows: { userSrp: true, userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    for (const [name, description] of [
      ['admins', 'May delete any video.'],
      ['creators', 'Upload videos.'],
    ] as const)
      new UserPoolGroup(this, `Group-${name}`, { userPool: this.userPool, groupName: name, description });

    const profileCreated = bundledFunction(this, 'profile-created', {
      description: 'Writes the profile of an account that was just confirmed.',
      environment: { ACCOUNTS_TABLE: accounts.tableName },
      permissions: [allow(['dynamodb:PutItem'], [accounts.tableArn])],
    });
    this.userPool.addTrigger(UserPoolOperation.POST_CONFIRMATION, profileCreated);
    this.functions = [profileCreated];
  }
}
