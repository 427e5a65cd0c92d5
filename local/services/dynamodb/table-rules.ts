/** What the members of an input may be where dynalite does not know them, in the form that dynalite checks. */

const ResourceArn = {
  type: 'String',
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  lengthLessThanOrEqual: 1283,
};
const Key = { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 128 };
const Value = { type: 'String', notNull: true, lengthGreaterThanOrEqual: 0, lengthLessThanOrEqual: 256 };
const Tags = { type: 'List', children: { type: 'ValueStruct<Tag>', children: { Key, Value } } };

export const tagRules = {
  CreateTable: { Tags },
  ListTagsOfResource: { ResourceArn },
  TagResource: { ResourceArn, Tags: { ...Tags, notNull: true } },
  UntagResource: { ResourceArn, TagKeys: { type: 'List', notNull: true, children: 'String' } },
};

export const timeToLiveRules = {
  TimeToLiveSpecification: {
    type: 'FieldStruct<TimeToLiveSpecification>',
    notNull: true,
    children: {
      AttributeName: {
        type: 'String',
        notNull: true,
        lengthGreaterThanOrEqual: 1,
        lengthLessThanOrEqual: 255,
      },
      Enabled: { type: 'Boolean', notNull: true },
    },
  },
};

export const returnRules = {
  ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] },
  ReturnItemCollectionMetrics: { type: 'String', enum: ['SIZE', 'NONE'] },
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};
