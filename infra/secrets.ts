import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allow } from './functions.ts';

/** Lets the secret of this name be read, and no other. */
export const readSecret = (scope: Construct, name: string) =>
  allow(
    ['secretsmanager:GetSecretValue'],
    [
      Stack.of(scope).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        // Secrets Manager puts six characters of its own behind a name.
        resourceName: `${name}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  );
