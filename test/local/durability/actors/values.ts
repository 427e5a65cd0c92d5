import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { expectAll, nowOf, once, sequence, type Actor, type Connection } from '../actor.ts';

/** Every acknowledged person can sign in with the password they were given. */
export function cognitoActor(): Actor {
  let client: CognitoIdentityProviderClient;
  let pool: { UserPoolId: string; ClientId: string };
  const next = sequence('person');
  const people: string[] = [];
  const passwordOf = (name: string) => `Secret-${name}`;
  return {
    name: 'Cognito',
    connect(aws) {
      client = new CognitoIdentityProviderClient(once(aws));
      pool = { UserPoolId: aws.outputs['Pool']!, ClientId: aws.outputs['Client']! };
    },
    async act() {
      const Username = next();
      const user = { UserPoolId: pool.UserPoolId, Username };
      await client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
      const Password = passwordOf(Username);
      await client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
      people.push(Username);
      // Each password costs a tenth of a second of hashing: the others want to work too.
      await new Promise((resolve) => setTimeout(resolve, 200));
    },
    async verify() {
      for (const USERNAME of people)
        await client.send(
          new AdminInitiateAuthCommand({
            ...pool,
            AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME, PASSWORD: passwordOf(USERNAME) },
          }),
        );
    },
    acknowledged: () => people.length,
  };
}

/** Every acknowledged line is in the log, once. */
export function logsActor(): Actor {
  let client: CloudWatchLogsClient;
  const next = sequence('line');
  let aws: Connection;
  const place = { logGroupName: 'durable', logStreamName: 'lines' };
  const written = new Set<string>();
  return {
    name: 'Logs',
    connect(running) {
      aws = running;
      client = new CloudWatchLogsClient(once(aws));
    },
    async act() {
      if (written.size === 0)
        await client.send(new CreateLogStreamCommand(place)).catch((error: unknown) => {
          if (!(error instanceof ResourceAlreadyExistsException)) throw error;
        });
      const message = next();
      const logEvents = [{ timestamp: nowOf(aws), message }];
      await client.send(new PutLogEventsCommand({ ...place, logEvents }));
      written.add(message);
    },
    async verify() {
      const found: string[] = [];
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: 'durable' }))
        for (const { message } of events) found.push(message!);
      expectAll(written, new Set(found), 'lines');
      if (new Set(found).size !== found.length) throw new Error('a line stands there twice');
    },
    acknowledged: () => written.size,
  };
}

/** Every item that a GraphQL mutation acknowledged is in its table. */
export function appsyncActor(): Actor {
  let aws: Connection;
  const next = sequence('mutation');
  const written = new Set<string>();
  return {
    name: 'AppSync',
    connect: (running) => void (aws = running),
    async act() {
      const id = next();
      const response = await fetch(aws.outputs['ApiUrl']!, {
        method: 'POST',
        headers: { 'x-api-key': aws.outputs['ApiKey']!, 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'mutation ($id: ID!) { put(id: $id) { id } }', variables: { id } }),
      });
      const answer = (await response.json()) as { data?: { put?: { id: string } } };
      if (answer.data?.put?.id !== id) throw new Error(`the API answered ${JSON.stringify(answer)}`);
      written.add(id);
    },
    async verify() {
      const found = new Set<string>();
      const client = new DynamoDBClient(once(aws));
      for await (const { Items = [] } of paginateScan({ client }, { TableName: 'api-items' }))
        for (const { id } of Items) found.add(id!.S!);
      expectAll(written, found, 'items');
    },
    acknowledged: () => written.size,
  };
}
