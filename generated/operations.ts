/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from './schema.ts';

export type CaptionsStateFragment = { language: string, label: string, status: Types.CaptionsStatus, failure: { code: string, message: string, retryable: boolean } | null };

export type MembershipStateFragment = { planId: string, status: Types.MembershipStatus, startedAt: string, expiresAt: string };

export type OwnVideoFragment = { id: string, title: string, status: Types.VideoStatus, progress: number | null, version: number, visibility: Types.Visibility, access: Types.Access, profile: Types.TranscodingProfile, durationSeconds: number | null, posterUrl: string | null, createdAt: string, failure: { code: string, message: string, retryable: boolean } | null, captions: Array<CaptionsStateFragment> };

export type VideoCardFragment = { id: string, kind: Types.VideoKind, title: string, genres: Array<string>, language: string | null, visibility: Types.Visibility, access: Types.Access, status: Types.VideoStatus, durationSeconds: number | null, posterUrl: string | null, likeCount: number, ratingAverage: number | null, ratingCount: number, viewCount: number, publishedAt: string | null, createdAt: string, owner: { id: string, displayName: string }, viewer: { liked: boolean, positionSeconds: number | null, canWatch: boolean } | null };

export type VideoEngagementFragment = { id: string, likeCount: number, ratingAverage: number | null, ratingCount: number, viewCount: number, reactionVersion: number, viewer: { liked: boolean, rating: number | null, positionSeconds: number | null, canWatch: boolean } | null };

export type AddCaptionsMutationVariables = Exact<{
  videoId: string;
  language: string;
  label: string;
}>;


export type AddCaptionsMutation = { addCaptions: { videoId: string, url: string, expiresAt: string, captions: { language: string, label: string, status: Types.CaptionsStatus }, fields: Array<{ name: string, value: string }> } };

export type CancelUploadMutationVariables = Exact<{
  videoId: string;
}>;


export type CancelUploadMutation = { cancelUpload: OwnVideoFragment };

export type CompleteUploadMutationVariables = Exact<{
  videoId: string;
  parts: Array<Types.CompletedPartInput>;
}>;


export type CompleteUploadMutation = { completeUpload: { id: string, status: Types.VideoStatus, version: number } };

export type ConfirmPaymentMutationVariables = Exact<{
  input: Types.ConfirmPaymentInput;
}>;


export type ConfirmPaymentMutation = { confirmPayment: MembershipStateFragment };

export type ContinueWatchingQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type ContinueWatchingQuery = { continueWatching: { nextToken: string | null, items: Array<VideoCardFragment> } };

export type CreatePaymentOrderMutationVariables = Exact<{
  planId: string;
}>;


export type CreatePaymentOrderMutation = { createPaymentOrder: { id: string, planId: string, amountMinor: number, currency: string, provider: string, providerKeyId: string, checkoutScriptUrl: string | null, checkoutUrl: string | null, status: Types.PaymentStatus } };

export type CreateUploadMutationVariables = Exact<{
  input: Types.CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload: { videoId: string, method: Types.UploadMethod, url: string | null, partSizeBytes: number | null, partCount: number | null, expiresAt: string, fields: Array<{ name: string, value: string }> | null, video: OwnVideoFragment } };

export type DeleteVideoMutationVariables = Exact<{
  id: string;
}>;


export type DeleteVideoMutation = { deleteVideo: { id: string, title: string } };

export type LikeVideoMutationVariables = Exact<{
  videoId: string;
}>;


export type LikeVideoMutation = { likeVideo: VideoEngagementFragment };

export type LikedVideosQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type LikedVideosQuery = { likedVideos: { nextToken: string | null, items: Array<VideoCardFragment> } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, profile: { id: string, displayName: string, createdAt: string | null }, membership: MembershipStateFragment | null } };

export type MyPaymentsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type MyPaymentsQuery = { myPayments: { nextToken: string | null, items: Array<{ id: string, change: Types.LedgerChange, cause: Types.LedgerCause, orderId: string, paymentId: string, planId: string, durationDays: number, amountMinor: number, currency: string, expiresAt: string | null, occurredAt: string }> } };

export type MyVideosQueryVariables = Exact<{
  status?: Types.VideoStatus | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type MyVideosQuery = { myVideos: { nextToken: string | null, items: Array<OwnVideoFragment> } };

export type OnMyVideoStatusSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OnMyVideoStatusSubscription = { onMyVideoStatus: { videoId: string, version: number, status: Types.VideoStatus, progress: number | null, occurredAt: string, failure: { code: string, message: string, retryable: boolean } | null } | null };

export type OnReactionsSubscriptionVariables = Exact<{
  videoId: string;
}>;


export type OnReactionsSubscription = { onReactions: { videoId: string, likeCount: number, ratingAverage: number | null, ratingCount: number, reactionVersion: number | null } | null };

export type OnVideoStatusSubscriptionVariables = Exact<{
  videoId: string;
}>;


export type OnVideoStatusSubscription = { onVideoStatus: { videoId: string, version: number, status: Types.VideoStatus, progress: number | null, occurredAt: string, failure: { code: string, message: string, retryable: boolean } | null } | null };

export type PlansQueryVariables = Exact<{ [key: string]: never; }>;


export type PlansQuery = { plans: Array<{ id: string, name: string, amountMinor: number, currency: string, durationDays: number }> };

export type ProfileQueryVariables = Exact<{
  id: string;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type ProfileQuery = { profile: { id: string, displayName: string, createdAt: string | null, videos: { nextToken: string | null, items: Array<VideoCardFragment> } } | null };

export type RateVideoMutationVariables = Exact<{
  videoId: string;
  stars: number;
}>;


export type RateVideoMutation = { rateVideo: VideoEngagementFragment };

export type RecordProgressMutationVariables = Exact<{
  videoId: string;
  positionSeconds: number;
}>;


export type RecordProgressMutation = { recordProgress: { liked: boolean, rating: number | null, positionSeconds: number | null, canWatch: boolean } };

export type RemoveCaptionsMutationVariables = Exact<{
  videoId: string;
  language: string;
}>;


export type RemoveCaptionsMutation = { removeCaptions: OwnVideoFragment };

export type RetryProcessingMutationVariables = Exact<{
  id: string;
}>;


export type RetryProcessingMutation = { retryProcessing: OwnVideoFragment };

export type SignUploadPartsMutationVariables = Exact<{
  videoId: string;
  partNumbers: Array<number>;
}>;


export type SignUploadPartsMutation = { signUploadParts: Array<{ partNumber: number, url: string }> };

export type UnlikeVideoMutationVariables = Exact<{
  videoId: string;
}>;


export type UnlikeVideoMutation = { unlikeVideo: VideoEngagementFragment };

export type UnrateVideoMutationVariables = Exact<{
  videoId: string;
}>;


export type UnrateVideoMutation = { unrateVideo: VideoEngagementFragment };

export type UpdateProfileMutationVariables = Exact<{
  input: Types.UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { id: string, displayName: string, createdAt: string | null } };

export type UpdateVideoMutationVariables = Exact<{
  input: Types.UpdateVideoInput;
}>;


export type UpdateVideoMutation = { updateVideo: { id: string, title: string, description: string | null, genres: Array<string>, language: string | null, visibility: Types.Visibility, access: Types.Access, version: number, updatedAt: string } };

export type VideoQueryVariables = Exact<{
  id: string;
}>;


export type VideoQuery = { video: (
    { title: string, description: string | null, kind: Types.VideoKind, genres: Array<string>, language: string | null, visibility: Types.Visibility, access: Types.Access, status: Types.VideoStatus, progress: number | null, version: number, durationSeconds: number | null, width: number | null, height: number | null, profile: Types.TranscodingProfile, posterUrl: string | null, createdAt: string, updatedAt: string, publishedAt: string | null, failure: { code: string, message: string, retryable: boolean } | null, captions: Array<CaptionsStateFragment>, renditions: Array<{ name: string, width: number, height: number, bitrate: number, codec: string, container: string }>, owner: { id: string, displayName: string } }
    & VideoEngagementFragment
  ) | null };

export type VideosQueryVariables = Exact<{
  kind?: Types.VideoKind | null | undefined;
  genre?: string | null | undefined;
  language?: string | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type VideosQuery = { videos: { nextToken: string | null, items: Array<VideoCardFragment> } };

export type WatchQueryVariables = Exact<{
  id: string;
}>;


export type WatchQuery = { video: { title: string, status: Types.VideoStatus, version: number, durationSeconds: number | null, storyboardUrl: string | null, playback: { hlsUrl: string | null, mp4Url: string | null, expiresAt: string, files: Array<{ name: string, codec: string, url: string }>, cookies: Array<{ name: string, value: string, domain: string, path: string }> } | null } | null };


/** A query's text. To aws-amplify the type says what goes in and comes out; the members are never there. */
export type GeneratedQuery<Variables, Result> = string & {
  __generatedQueryInput: Variables;
  __generatedQueryOutput: Result;
};

/** A mutation's text. */
export type GeneratedMutation<Variables, Result> = string & {
  __generatedMutationInput: Variables;
  __generatedMutationOutput: Result;
};

/** A subscription's text. */
export type GeneratedSubscription<Variables, Result> = string & {
  __generatedSubscriptionInput: Variables;
  __generatedSubscriptionOutput: Result;
};

/**
 * Begins captions, or replaces those of the language: send the file as the answer says. Variables:
 * { "videoId": "…", "language": "en", "label": "English" }
 */
export const ADD_CAPTIONS = /* GraphQL */ `
mutation AddCaptions($videoId: ID!, $language: String!, $label: String!) {
  addCaptions(videoId: $videoId, language: $language, label: $label) {
    videoId
    captions {
      language
      label
      status
    }
    url
    fields {
      name
      value
    }
    expiresAt
  }
}
` as GeneratedMutation<AddCaptionsMutationVariables, AddCaptionsMutation>;

/**
 * Ends a video that is not READY yet, and deletes what there is of it. Variables: { "videoId": "…" }
 */
export const CANCEL_UPLOAD = /* GraphQL */ `
mutation CancelUpload($videoId: ID!) {
  cancelUpload(videoId: $videoId) {
    ...OwnVideo
  }
}

fragment OwnVideo on Video {
  id
  title
  status
  progress
  failure {
    code
    message
    retryable
  }
  version
  visibility
  access
  profile
  durationSeconds
  posterUrl
  captions {
    ...CaptionsState
  }
  createdAt
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedMutation<CancelUploadMutationVariables, CancelUploadMutation>;

/**
 * When every part has been sent. Variables: { "videoId": "…", "parts": [{ "partNumber": 1, "etag": "…" }] }
 */
export const COMPLETE_UPLOAD = /* GraphQL */ `
mutation CompleteUpload($videoId: ID!, $parts: [CompletedPartInput!]!) {
  completeUpload(videoId: $videoId, parts: $parts) {
    id
    status
    version
  }
}
` as GeneratedMutation<CompleteUploadMutationVariables, CompleteUploadMutation>;

/**
 * Tells the server what the checkout answered.
 * Variables: { "input": { "orderId": "…", "paymentId": "…", "signature": "…" } }
 */
export const CONFIRM_PAYMENT = /* GraphQL */ `
mutation ConfirmPayment($input: ConfirmPaymentInput!) {
  confirmPayment(input: $input) {
    ...MembershipState
  }
}

fragment MembershipState on Membership {
  planId
  status
  startedAt
  expiresAt
}
` as GeneratedMutation<ConfirmPaymentMutationVariables, ConfirmPaymentMutation>;

/**
 * What the caller began to watch and did not finish. Variables, all optional: { "limit": 20, "nextToken": null }
 */
export const CONTINUE_WATCHING = /* GraphQL */ `
query ContinueWatching($limit: Int, $nextToken: String) {
  continueWatching(limit: $limit, nextToken: $nextToken) {
    items {
      ...VideoCard
    }
    nextToken
  }
}

fragment VideoCard on Video {
  id
  kind
  title
  genres
  language
  visibility
  access
  status
  durationSeconds
  posterUrl
  likeCount
  ratingAverage
  ratingCount
  viewCount
  publishedAt
  createdAt
  owner {
    id
    displayName
  }
  viewer {
    liked
    positionSeconds
    canWatch
  }
}
` as GeneratedQuery<ContinueWatchingQueryVariables, ContinueWatchingQuery>;

/**
 * Begins a payment: open the provider's checkout with what it answers. Variables: { "planId": "monthly" }
 */
export const CREATE_PAYMENT_ORDER = /* GraphQL */ `
mutation CreatePaymentOrder($planId: ID!) {
  createPaymentOrder(planId: $planId) {
    id
    planId
    amountMinor
    currency
    provider
    providerKeyId
    checkoutScriptUrl
    checkoutUrl
    status
  }
}
` as GeneratedMutation<CreatePaymentOrderMutationVariables, CreatePaymentOrderMutation>;

/**
 * Begins a video. Variables:
 * { "input": { "title": "My first video", "kind": "SHORT", "filename": "first.mp4", "contentType": "video/mp4", "sizeBytes": 1575951 } }
 */
export const CREATE_UPLOAD = /* GraphQL */ `
mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    videoId
    method
    url
    fields {
      name
      value
    }
    partSizeBytes
    partCount
    expiresAt
    video {
      ...OwnVideo
    }
  }
}

fragment OwnVideo on Video {
  id
  title
  status
  progress
  failure {
    code
    message
    retryable
  }
  version
  visibility
  access
  profile
  durationSeconds
  posterUrl
  captions {
    ...CaptionsState
  }
  createdAt
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedMutation<CreateUploadMutationVariables, CreateUploadMutation>;

/**
 * Deletes a video for good. Variables: { "id": "…" }
 */
export const DELETE_VIDEO = /* GraphQL */ `
mutation DeleteVideo($id: ID!) {
  deleteVideo(id: $id) {
    id
    title
  }
}
` as GeneratedMutation<DeleteVideoMutationVariables, DeleteVideoMutation>;

/**
 * The caller likes a video; repeating it changes nothing. Variables: { "videoId": "…" }
 */
export const LIKE_VIDEO = /* GraphQL */ `
mutation LikeVideo($videoId: ID!) {
  likeVideo(videoId: $videoId) {
    ...VideoEngagement
  }
}

fragment VideoEngagement on Video {
  id
  likeCount
  ratingAverage
  ratingCount
  viewCount
  reactionVersion
  viewer {
    liked
    rating
    positionSeconds
    canWatch
  }
}
` as GeneratedMutation<LikeVideoMutationVariables, LikeVideoMutation>;

/**
 * What the caller likes, the latest like first. Variables, all optional: { "limit": 20, "nextToken": null }
 */
export const LIKED_VIDEOS = /* GraphQL */ `
query LikedVideos($limit: Int, $nextToken: String) {
  likedVideos(limit: $limit, nextToken: $nextToken) {
    items {
      ...VideoCard
    }
    nextToken
  }
}

fragment VideoCard on Video {
  id
  kind
  title
  genres
  language
  visibility
  access
  status
  durationSeconds
  posterUrl
  likeCount
  ratingAverage
  ratingCount
  viewCount
  publishedAt
  createdAt
  owner {
    id
    displayName
  }
  viewer {
    liked
    positionSeconds
    canWatch
  }
}
` as GeneratedQuery<LikedVideosQueryVariables, LikedVideosQuery>;

/**
 * Who is signed in, and whether they are a member.
 */
export const ME = /* GraphQL */ `
query Me {
  me {
    id
    profile {
      id
      displayName
      createdAt
    }
    membership {
      ...MembershipState
    }
  }
}

fragment MembershipState on Membership {
  planId
  status
  startedAt
  expiresAt
}
` as GeneratedQuery<MeQueryVariables, MeQuery>;

/**
 * Every change of the caller's membership, the latest first.
 */
export const MY_PAYMENTS = /* GraphQL */ `
query MyPayments($limit: Int, $nextToken: String) {
  myPayments(limit: $limit, nextToken: $nextToken) {
    items {
      id
      change
      cause
      orderId
      paymentId
      planId
      durationDays
      amountMinor
      currency
      expiresAt
      occurredAt
    }
    nextToken
  }
}
` as GeneratedQuery<MyPaymentsQueryVariables, MyPaymentsQuery>;

/**
 * The newest of the caller's videos, in whatever state. Variables, all optional: { "status": "READY", "limit": 10, "nextToken": null }
 */
export const MY_VIDEOS = /* GraphQL */ `
query MyVideos($status: VideoStatus, $limit: Int, $nextToken: String) {
  myVideos(status: $status, limit: $limit, nextToken: $nextToken) {
    items {
      ...OwnVideo
    }
    nextToken
  }
}

fragment OwnVideo on Video {
  id
  title
  status
  progress
  failure {
    code
    message
    retryable
  }
  version
  visibility
  access
  profile
  durationSeconds
  posterUrl
  captions {
    ...CaptionsState
  }
  createdAt
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedQuery<MyVideosQueryVariables, MyVideosQuery>;

/**
 * Every video of the caller's, live.
 */
export const ON_MY_VIDEO_STATUS = /* GraphQL */ `
subscription OnMyVideoStatus {
  onMyVideoStatus {
    videoId
    version
    status
    progress
    failure {
      code
      message
      retryable
    }
    occurredAt
  }
}
` as GeneratedSubscription<OnMyVideoStatusSubscriptionVariables, OnMyVideoStatusSubscription>;

/**
 * The counts of a video, live. Query it once after this has begun: keep whichever `reactionVersion` is higher.
 * Variables: { "videoId": "…" }
 */
export const ON_REACTIONS = /* GraphQL */ `
subscription OnReactions($videoId: ID!) {
  onReactions(videoId: $videoId) {
    videoId
    likeCount
    ratingAverage
    ratingCount
    reactionVersion
  }
}
` as GeneratedSubscription<OnReactionsSubscriptionVariables, OnReactionsSubscription>;

/**
 * One of the caller's videos, live. Query it once after this has begun: keep whichever version is higher.
 * Variables: { "videoId": "…" }
 */
export const ON_VIDEO_STATUS = /* GraphQL */ `
subscription OnVideoStatus($videoId: ID!) {
  onVideoStatus(videoId: $videoId) {
    videoId
    version
    status
    progress
    failure {
      code
      message
      retryable
    }
    occurredAt
  }
}
` as GeneratedSubscription<OnVideoStatusSubscriptionVariables, OnVideoStatusSubscription>;

/**
 * What a membership costs.
 */
export const PLANS = /* GraphQL */ `
query Plans {
  plans {
    id
    name
    amountMinor
    currency
    durationDays
  }
}
` as GeneratedQuery<PlansQueryVariables, PlansQuery>;

/**
 * A person and their public videos. Guests may ask too. Variables: { "id": "…", "limit": 20 }
 */
export const PROFILE = /* GraphQL */ `
query Profile($id: ID!, $limit: Int, $nextToken: String) {
  profile(id: $id) {
    id
    displayName
    createdAt
    videos(limit: $limit, nextToken: $nextToken) {
      items {
        ...VideoCard
      }
      nextToken
    }
  }
}

fragment VideoCard on Video {
  id
  kind
  title
  genres
  language
  visibility
  access
  status
  durationSeconds
  posterUrl
  likeCount
  ratingAverage
  ratingCount
  viewCount
  publishedAt
  createdAt
  owner {
    id
    displayName
  }
  viewer {
    liked
    positionSeconds
    canWatch
  }
}
` as GeneratedQuery<ProfileQueryVariables, ProfileQuery>;

/**
 * The caller gives 1 to 5 stars. Variables: { "videoId": "…", "stars": 4 }
 */
export const RATE_VIDEO = /* GraphQL */ `
mutation RateVideo($videoId: ID!, $stars: Int!) {
  rateVideo(videoId: $videoId, stars: $stars) {
    ...VideoEngagement
  }
}

fragment VideoEngagement on Video {
  id
  likeCount
  ratingAverage
  ratingCount
  viewCount
  reactionVersion
  viewer {
    liked
    rating
    positionSeconds
    canWatch
  }
}
` as GeneratedMutation<RateVideoMutationVariables, RateVideoMutation>;

/**
 * How far the caller has watched: every ten seconds while it plays, and when it stops.
 * Variables: { "videoId": "…", "positionSeconds": 12.5 }
 */
export const RECORD_PROGRESS = /* GraphQL */ `
mutation RecordProgress($videoId: ID!, $positionSeconds: Float!) {
  recordProgress(videoId: $videoId, positionSeconds: $positionSeconds) {
    liked
    rating
    positionSeconds
    canWatch
  }
}
` as GeneratedMutation<RecordProgressMutationVariables, RecordProgressMutation>;

/**
 * Takes the captions of a language away; repeating it changes nothing. Variables: { "videoId": "…", "language": "en" }
 */
export const REMOVE_CAPTIONS = /* GraphQL */ `
mutation RemoveCaptions($videoId: ID!, $language: String!) {
  removeCaptions(videoId: $videoId, language: $language) {
    ...OwnVideo
  }
}

fragment OwnVideo on Video {
  id
  title
  status
  progress
  failure {
    code
    message
    retryable
  }
  version
  visibility
  access
  profile
  durationSeconds
  posterUrl
  captions {
    ...CaptionsState
  }
  createdAt
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedMutation<RemoveCaptionsMutationVariables, RemoveCaptionsMutation>;

/**
 * Makes a FAILED video again from the same file, where `failure.retryable` says so. Variables: { "id": "…" }
 */
export const RETRY_PROCESSING = /* GraphQL */ `
mutation RetryProcessing($id: ID!) {
  retryProcessing(id: $id) {
    ...OwnVideo
  }
}

fragment OwnVideo on Video {
  id
  title
  status
  progress
  failure {
    code
    message
    retryable
  }
  version
  visibility
  access
  profile
  durationSeconds
  posterUrl
  captions {
    ...CaptionsState
  }
  createdAt
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedMutation<RetryProcessingMutationVariables, RetryProcessingMutation>;

/**
 * For a file above 100 MB. Variables: { "videoId": "…", "partNumbers": [1, 2, 3] }
 */
export const SIGN_UPLOAD_PARTS = /* GraphQL */ `
mutation SignUploadParts($videoId: ID!, $partNumbers: [Int!]!) {
  signUploadParts(videoId: $videoId, partNumbers: $partNumbers) {
    partNumber
    url
  }
}
` as GeneratedMutation<SignUploadPartsMutationVariables, SignUploadPartsMutation>;

/**
 * The caller no longer likes a video. Variables: { "videoId": "…" }
 */
export const UNLIKE_VIDEO = /* GraphQL */ `
mutation UnlikeVideo($videoId: ID!) {
  unlikeVideo(videoId: $videoId) {
    ...VideoEngagement
  }
}

fragment VideoEngagement on Video {
  id
  likeCount
  ratingAverage
  ratingCount
  viewCount
  reactionVersion
  viewer {
    liked
    rating
    positionSeconds
    canWatch
  }
}
` as GeneratedMutation<UnlikeVideoMutationVariables, UnlikeVideoMutation>;

/**
 * Takes the caller's stars back. Variables: { "videoId": "…" }
 */
export const UNRATE_VIDEO = /* GraphQL */ `
mutation UnrateVideo($videoId: ID!) {
  unrateVideo(videoId: $videoId) {
    ...VideoEngagement
  }
}

fragment VideoEngagement on Video {
  id
  likeCount
  ratingAverage
  ratingCount
  viewCount
  reactionVersion
  viewer {
    liked
    rating
    positionSeconds
    canWatch
  }
}
` as GeneratedMutation<UnrateVideoMutationVariables, UnrateVideoMutation>;

/**
 * Changes the name that others see. Variables: { "input": { "displayName": "Ada" } }
 */
export const UPDATE_PROFILE = /* GraphQL */ `
mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    id
    displayName
    createdAt
  }
}
` as GeneratedMutation<UpdateProfileMutationVariables, UpdateProfileMutation>;

/**
 * Changes what is said of a video; what is left out stays. Variables:
 * { "input": { "id": "…", "title": "A better title", "genres": ["Travel"], "visibility": "PUBLIC" } }
 */
export const UPDATE_VIDEO = /* GraphQL */ `
mutation UpdateVideo($input: UpdateVideoInput!) {
  updateVideo(input: $input) {
    id
    title
    description
    genres
    language
    visibility
    access
    version
    updatedAt
  }
}
` as GeneratedMutation<UpdateVideoMutationVariables, UpdateVideoMutation>;

/**
 * One video with all there is to know about it. Guests may ask too. Variables: { "id": "…" }
 */
export const VIDEO = /* GraphQL */ `
query Video($id: ID!) {
  video(id: $id) {
    ...VideoEngagement
    title
    description
    kind
    genres
    language
    visibility
    access
    status
    progress
    failure {
      code
      message
      retryable
    }
    version
    durationSeconds
    width
    height
    profile
    posterUrl
    captions {
      ...CaptionsState
    }
    renditions {
      name
      width
      height
      bitrate
      codec
      container
    }
    owner {
      id
      displayName
    }
    createdAt
    updatedAt
    publishedAt
  }
}

fragment VideoEngagement on Video {
  id
  likeCount
  ratingAverage
  ratingCount
  viewCount
  reactionVersion
  viewer {
    liked
    rating
    positionSeconds
    canWatch
  }
}

fragment CaptionsState on Captions {
  language
  label
  status
  failure {
    code
    message
    retryable
  }
}
` as GeneratedQuery<VideoQueryVariables, VideoQuery>;

/**
 * The newest public videos. Guests may ask too. Variables, all optional: { "kind": "SHORT", "genre": "Travel", "language": "en", "limit": 20 }
 */
export const VIDEOS = /* GraphQL */ `
query Videos($kind: VideoKind, $genre: String, $language: String, $limit: Int, $nextToken: String) {
  videos(
    kind: $kind
    genre: $genre
    language: $language
    limit: $limit
    nextToken: $nextToken
  ) {
    items {
      ...VideoCard
    }
    nextToken
  }
}

fragment VideoCard on Video {
  id
  kind
  title
  genres
  language
  visibility
  access
  status
  durationSeconds
  posterUrl
  likeCount
  ratingAverage
  ratingCount
  viewCount
  publishedAt
  createdAt
  owner {
    id
    displayName
  }
  viewer {
    liked
    positionSeconds
    canWatch
  }
}
` as GeneratedQuery<VideosQueryVariables, VideosQuery>;

/**
 * A grant to watch a video that is READY, or PLAYABLE and the caller's own: give `hlsUrl`, or where it is null one of
 * `files`, to a player. Variables: { "id": "…" }
 */
export const WATCH = /* GraphQL */ `
query Watch($id: ID!) {
  video(id: $id) {
    title
    status
    version
    durationSeconds
    storyboardUrl
    playback {
      hlsUrl
      mp4Url
      files {
        name
        codec
        url
      }
      cookies {
        name
        value
        domain
        path
      }
      expiresAt
    }
  }
}
` as GeneratedQuery<WatchQueryVariables, WatchQuery>;
