/** The tables of DynamoDB's own documentation: `Music`, and `Thread` with a local index. */

const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });
const key = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

export const music = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'Music',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key('Artist', 'SongTitle'),
    AttributeDefinitions: [
      attribute('Artist'),
      attribute('SongTitle'),
      attribute('Genre'),
      attribute('Year', 'N'),
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GenreIndex',
        KeySchema: key('Genre', 'Year'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['AlbumTitle'] },
      },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
    Tags: [{ Key: 'team', Value: 'music' }],
  },
};

export const thread = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'Thread',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key('ForumName', 'Subject'),
    AttributeDefinitions: [attribute('ForumName'), attribute('Subject'), attribute('LastPostDateTime')],
    LocalSecondaryIndexes: [
      {
        IndexName: 'LastPostIndex',
        KeySchema: key('ForumName', 'LastPostDateTime'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
};

/** A global table as CDK's `TableV2` writes it, protected against deletion. */
export const catalog = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    TableName: 'ProductCatalog',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key('Id'),
    AttributeDefinitions: [attribute('Id', 'N')],
    Replicas: [
      { Region: 'us-east-1', DeletionProtectionEnabled: true, Tags: [{ Key: 'team', Value: 'shop' }] },
    ],
  },
};

export const template = { Resources: { Music: music, Thread: thread, ProductCatalog: catalog } };
