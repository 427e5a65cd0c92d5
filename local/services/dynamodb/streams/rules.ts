/** What the members of each operation's input may be, in the form that dynalite checks. */
const optional = {
  type: 'String',
  lengthGreaterThanOrEqual: 37,
  lengthLessThanOrEqual: 1024,
};
const StreamArn = { ...optional, notNull: true };
const ShardId = { type: 'String', lengthGreaterThanOrEqual: 28, lengthLessThanOrEqual: 65 };
const Limit = (most: number) => ({ type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: most });

export const rules = {
  ListStreams: {
    TableName: {
      type: 'String',
      regex: '[a-zA-Z0-9_.-]+',
      lengthGreaterThanOrEqual: 3,
      lengthLessThanOrEqual: 255,
    },
    Limit: Limit(100),
    ExclusiveStartStreamArn: optional,
  },
  DescribeStream: {
    StreamArn,
    Limit: Limit(100),
    ExclusiveStartShardId: ShardId,
    ShardFilter: {
      type: 'FieldStruct<ShardFilter>',
      children: { Type: { type: 'String', enum: ['CHILD_SHARDS'] }, ShardId },
    },
  },
  GetShardIterator: {
    StreamArn,
    ShardId: { ...ShardId, notNull: true },
    ShardIteratorType: {
      type: 'String',
      notNull: true,
      enum: ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'],
    },
    SequenceNumber: {
      type: 'String',
      regex: '[0-9]+',
      lengthGreaterThanOrEqual: 21,
      lengthLessThanOrEqual: 40,
    },
  },
  GetRecords: {
    ShardIterator: {
      type: 'String',
      notNull: true,
      lengthGreaterThanOrEqual: 1,
      lengthLessThanOrEqual: 2048,
    },
    Limit: Limit(1000),
  },
};

/** What a table may say of its stream. */
export const streamRules = {
  StreamSpecification: {
    type: 'FieldStruct<StreamSpecification>',
    children: {
      StreamEnabled: { type: 'Boolean', notNull: true },
      StreamViewType: {
        type: 'String',
        enum: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'],
      },
    },
  },
  DeletionProtectionEnabled: 'Boolean',
};

export type StreamOperation = keyof typeof rules;
