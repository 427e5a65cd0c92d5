const queue = (QueueName: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
});

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const ROLE = 'arn:aws:iam::000000000000:role/timer';

/** Queues, a role that may write to all of them but one, a rule behind a bus, and two schedules. */
export const schedulerTemplate = {
  Resources: {
    Template: queue('template'),
    Work: queue('work'),
    Events: queue('events'),
    Dead: queue('dead'),
    Forbidden: queue('forbidden'),
    Ordered: queue('ordered.fifo', { FifoQueue: true, ContentBasedDeduplication: true }),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'timer',
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          {
            PolicyName: 'send',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sqs:SendMessage',
                  Resource: ['template', 'work', 'dead', 'ordered.fifo'].map(queueArn),
                },
                { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' },
              ],
            },
          },
        ],
      },
    },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Events' }],
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
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['timer'] },
        Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Events', 'Arn'] } }],
      },
    },
    Jobs: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'jobs' } },
    Hourly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': ['Template', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Input: 'from the template',
        },
      },
    },
    Nightly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'nightly',
        GroupName: { Ref: 'Jobs' },
        ScheduleExpression: 'cron(0 3 ? * SUN *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
        Target: { Arn: { 'Fn::GetAtt': ['Work', 'Arn'] }, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
    },
  },
};
