/** A bucket, a role that may read and write in it, two queues, and a rule that sends all events to a queue. */
export const template = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Forbidden: { Type: 'AWS::S3::Bucket', Properties: {} },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'mediaconvert.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'files',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
                  Resource: [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }],
                },
              ],
            },
          },
        ],
      },
    },
    Stranger: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Films: {
      Type: 'AWS::MediaConvert::Queue',
      Properties: { Name: 'films', Description: 'what is made at once', Tags: { team: 'films' } },
    },
    Waiting: { Type: 'AWS::MediaConvert::Queue', Properties: { Name: 'waiting', Status: 'PAUSED' } },
    Events: { Type: 'AWS::SQS::Queue', Properties: {} },
    EventsPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Events' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Events', 'Arn'] },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.mediaconvert'], 'detail-type': ['MediaConvert Job State Change'] },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Events', 'Arn'] } }],
      },
    },
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Bucket' } },
    Forbidden: { Value: { Ref: 'Forbidden' } },
    Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    Stranger: { Value: { 'Fn::GetAtt': ['Stranger', 'Arn'] } },
    Films: { Value: { 'Fn::GetAtt': ['Films', 'Arn'] } },
    Events: { Value: { Ref: 'Events' } },
  },
};
