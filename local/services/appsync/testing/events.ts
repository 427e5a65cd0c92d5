import { boot, type Booted, type BootOptions } from './boot.ts';
import { plainTokens } from './peers.ts';
import { computed, noneSource } from './resources.ts';

export const EVENTS = `
  type Event @aws_api_key @aws_cognito_user_pools @aws_iam { id: ID!  owner: String  level: Int  tags: [String]  at: Place  secret: String @aws_iam }
  type Place @aws_api_key @aws_cognito_user_pools @aws_iam { city: String }
  type Query { none: String }
  input PlaceInput { city: String }
  type Mutation @aws_api_key @aws_iam {
    publish(id: ID!, owner: String, level: Int, tags: [String], at: PlaceInput): Event
    cancel(id: ID!): Event
  }
  type Subscription @aws_api_key @aws_cognito_user_pools @aws_iam {
    onEvent(id: ID, owner: String): Event @aws_subscribe(mutations: ["publish"])
    onMine(minimum: Int): Event @aws_subscribe(mutations: ["publish"])
  }
`;
const publisher = computed('Mutation.publish', 'ctx.args');

/** An API of events that are published and heard, under three authorization modes. */
export const bootEvents = (
  resources: BootOptions['resources'] = [],
  options: Partial<BootOptions> = {},
): Promise<Booted> =>
  boot({
    schema: EVENTS,
    api: {
      AdditionalAuthenticationProviders: [
        {
          AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
          UserPoolConfig: { UserPoolId: 'pool', DefaultAction: 'ALLOW' },
        },
        { AuthenticationType: 'AWS_IAM' },
      ],
    },
    ...options,
    peers: { cognito: plainTokens, ...options.peers },
    resources: [noneSource, publisher, ...resources],
  });
