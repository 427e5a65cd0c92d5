/** The module `echo/index.mjs` beside the template: answers with what it was asked, and counts. */
export const ECHO = `
let count = 0;
export const handler = async (event) => {
  count += 1;
  const path = event.rawPath;
  if (path.endsWith('/fails')) throw new Error('secret of the function');
  if (path.endsWith('/unavailable')) return { statusCode: 503, body: 'later' };
  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': event.queryStringParameters?.['cache'] ?? 'no-store',
      'x-powered-by': 'the function',
    },
    body: JSON.stringify({ count, path, query: event.rawQueryString, headers: event.headers }),
  };
};`;

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
  },
});

const publicKey = (name: string, EncodedKey: string) => ({
  Type: 'AWS::CloudFront::PublicKey',
  Properties: { PublicKeyConfig: { CallerReference: name, Name: name, EncodedKey } },
});

const accessControl = (name: string, type: 's3' | 'lambda', SigningBehavior: string) => ({
  Type: 'AWS::CloudFront::OriginAccessControl',
  Properties: {
    OriginAccessControlConfig: {
      Name: name,
      OriginAccessControlOriginType: type,
      SigningBehavior,
      SigningProtocol: 'sigv4',
    },
  },
});

const bucketOrigin = (Id: string, accessControlId: string | undefined, more: object = {}) => ({
  Id,
  DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
  S3OriginConfig: { OriginAccessIdentity: '' },
  ...(accessControlId && { OriginAccessControlId: { 'Fn::GetAtt': [accessControlId, 'Id'] } }),
  ...more,
});

const GROUP = [{ Ref: 'KeyGroup' }];

/** A bucket and a function behind one distribution, and a second distribution on the same bucket. */
export const template = (keys: {
  readonly rsa: string;
  readonly elliptic: string;
  readonly stranger: string;
}) => ({
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudfront.amazonaws.com' },
              Action: 's3:GetObject',
              Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
              Condition: {
                StringEquals: {
                  'AWS:SourceArn': {
                    'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}',
                  },
                },
              },
            },
          ],
        },
      },
    },
    FunctionRole: role('lambda.amazonaws.com'),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['FunctionRole', 'Arn'] },
        Code: './echo',
      },
    },
    FunctionUrl: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] }, AuthType: 'AWS_IAM' },
    },
    ...Object.fromEntries(
      ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((Action, index) => [
        `Permission${index}`,
        {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action,
            FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
            Principal: 'cloudfront.amazonaws.com',
            SourceArn: {
              'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}',
            },
          },
        },
      ]),
    ),
    RsaKey: publicKey('rsa', keys.rsa),
    EllipticKey: publicKey('elliptic', keys.elliptic),
    StrangerKey: publicKey('stranger', keys.stranger),
    KeyGroup: {
      Type: 'AWS::CloudFront::KeyGroup',
      Properties: {
        KeyGroupConfig: { Name: 'signers', Items: [{ Ref: 'RsaKey' }, { Ref: 'EllipticKey' }] },
      },
    },
    S3Access: accessControl('bucket', 's3', 'always'),
    NoAccess: accessControl('nobody', 's3', 'never'),
    UrlAccess: accessControl('function', 'lambda', 'always'),
    KeyedPolicy: {
      Type: 'AWS::CloudFront::CachePolicy',
      Properties: {
        CachePolicyConfig: {
          Name: 'keyed',
          MinTTL: 0,
          DefaultTTL: 60,
          MaxTTL: 60,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingGzip: false,
            EnableAcceptEncodingBrotli: false,
            HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Mode'] },
            CookiesConfig: { CookieBehavior: 'none' },
            QueryStringsConfig: { QueryStringBehavior: 'all' },
          },
        },
      },
    },
    Headers: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: 'headers',
          CorsConfig: {
            AccessControlAllowCredentials: false,
            AccessControlAllowHeaders: { Items: ['Range'] },
            AccessControlAllowMethods: { Items: ['GET', 'HEAD', 'OPTIONS'] },
            AccessControlAllowOrigins: { Items: ['https://page.example'] },
            OriginOverride: true,
          },
          RemoveHeadersConfig: { Items: [{ Header: 'X-Powered-By' }, { Header: 'Server' }] },
          ServerTimingHeadersConfig: { Enabled: true, SamplingRate: 0 },
        },
      },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Aliases: ['films.example'],
          DefaultRootObject: 'index.html',
          Logging: { Bucket: { 'Fn::GetAtt': ['Logs', 'DomainName'] }, Prefix: 'cdn' },
          Origins: [
            bucketOrigin('bucket', 'S3Access'),
            bucketOrigin('unsigned', 'NoAccess'),
            bucketOrigin('prefixed', 'S3Access', { OriginPath: '/public' }),
            {
              Id: 'function',
              DomainName: {
                'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['FunctionUrl', 'FunctionUrl'] }] }],
              },
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
              OriginAccessControlId: { 'Fn::GetAtt': ['UrlAccess', 'Id'] },
              OriginCustomHeaders: [{ HeaderName: 'X-From-Edge', HeaderValue: 'yes' }],
            },
            {
              Id: 'nowhere',
              DomainName: 'nowhere.example',
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'bucket',
            ViewerProtocolPolicy: 'redirect-to-https',
            CachePolicyId: CACHING_OPTIMIZED,
            Compress: true,
          },
          CacheBehaviors: [
            {
              PathPattern: 'private/*',
              TargetOriginId: 'bucket',
              ViewerProtocolPolicy: 'https-only',
              CachePolicyId: CACHING_OPTIMIZED,
              TrustedKeyGroups: GROUP,
              AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
              ResponseHeadersPolicyId: { Ref: 'Headers' },
            },
            {
              PathPattern: 'echo/*',
              TargetOriginId: 'function',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: CACHING_DISABLED,
              OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
              ResponseHeadersPolicyId: { Ref: 'Headers' },
            },
            {
              PathPattern: 'signed-echo/*',
              TargetOriginId: 'function',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: CACHING_DISABLED,
              OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
              TrustedKeyGroups: GROUP,
            },
            {
              PathPattern: 'keyed/*',
              TargetOriginId: 'function',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: { Ref: 'KeyedPolicy' },
            },
            {
              PathPattern: 'open-?.txt',
              TargetOriginId: 'prefixed',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: CACHING_DISABLED,
            },
            {
              PathPattern: 'unsigned/*',
              TargetOriginId: 'unsigned',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: CACHING_DISABLED,
            },
            {
              PathPattern: 'nowhere/*',
              TargetOriginId: 'nowhere',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: CACHING_DISABLED,
            },
          ],
          CustomErrorResponses: [
            { ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/missing.html', ErrorCachingMinTTL: 0 },
            { ErrorCode: 504, ErrorCachingMinTTL: 1 },
          ],
        },
      },
    },
    Second: {
      Type: 'AWS::CloudFront::Distribution',
      DependsOn: ['Distribution'],
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [bucketOrigin('bucket', 'S3Access')],
          DefaultCacheBehavior: {
            TargetOriginId: 'bucket',
            ViewerProtocolPolicy: 'allow-all',
            CachePolicyId: CACHING_OPTIMIZED,
          },
        },
      },
    },
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Bucket' } },
    Logs: { Value: { Ref: 'Logs' } },
    Distribution: { Value: { Ref: 'Distribution' } },
    DomainName: { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } },
    Second: { Value: { Ref: 'Second' } },
    SecondDomainName: { Value: { 'Fn::GetAtt': ['Second', 'DomainName'] } },
    RsaKey: { Value: { Ref: 'RsaKey' } },
    EllipticKey: { Value: { Ref: 'EllipticKey' } },
    StrangerKey: { Value: { Ref: 'StrangerKey' } },
  },
});
