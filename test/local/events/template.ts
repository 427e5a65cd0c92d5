const queue = (QueueName: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
});
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const rule = (Name: string, more: object) => ({ Type: 'AWS::Events::Rule', Properties: { Name, ...more } });
const target = (logicalId: string, more: object = {}) => ({ Id: logicalId, Arn: arnOf(logicalId), ...more });

/** Queues behind rules of every kind, two buses, and a queue that EventBridge may not write to. */
export const eventTemplate = {
  Resources: {
    All: queue('all'),
    Other: queue('other'),
    Dead: queue('dead'),
    Forbidden: queue('forbidden'),
    Ordered: queue('ordered.fifo', { FifoQueue: true, ContentBasedDeduplication: true }),
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: ['All', 'Other', 'Dead', 'Ordered'].map((Ref) => ({ Ref })),
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
            },
          ],
        },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'other-bus' } },
    Forwarder: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          {
            PolicyName: 'put',
            PolicyDocument: {
              Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: arnOf('Bus') }],
            },
          },
        ],
      },
    },
    AllRule: rule('all', {
      EventPattern: { source: ['com.mycompany.myapp'] },
      Targets: [target('All')],
    }),
    Templated: rule('templated', {
      EventPattern: { source: ['template'] },
      Targets: [
        target('All', {
          InputTransformer: {
            InputPathsMap: { instance: '$.detail.instance', state: '$.detail.state', port: '$.detail.port' },
            InputTemplate:
              '{"instance": <instance>, "text": "<instance> is <state> on <port>", "port": <port>, "rule": <aws.events.rule-name>, "event": <aws.events.event>, "whole": <aws.events.event.json>, "received": <aws.events.event.ingestion-time>}',
          },
        }),
      ],
    }),
    OrderedRule: rule('ordered', {
      EventPattern: { source: ['ordered'] },
      Targets: [target('Ordered', { SqsParameters: { MessageGroupId: 'group' } })],
    }),
    Hop: rule('hop', {
      EventPattern: { source: ['hop'] },
      Targets: [target('Bus', { RoleArn: arnOf('Forwarder') })],
    }),
    OtherRule: rule('other', {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { account: ['000000000000'] },
      Targets: [target('Other')],
    }),
    /** Back to the bus that it came from: a circle, if a forwarded event went on. */
    Circle: rule('circle', {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['hop'] },
      Targets: [target('Bus', { RoleArn: arnOf('Forwarder') })],
    }),
    Undeliverable: rule('undeliverable', {
      EventPattern: { source: ['undeliverable'] },
      Targets: [
        target('Forbidden', { DeadLetterConfig: { Arn: arnOf('Dead') } }),
        { Id: 'gone', Arn: queueArn('gone'), DeadLetterConfig: { Arn: arnOf('Dead') } },
      ],
    }),
    Weekdays: rule('weekdays', {
      ScheduleExpression: 'cron(0 18 ? * MON-FRI *)',
      Targets: [target('All')],
    }),
  },
};
