import { guards } from '../guard.ts';

const READ = 'functions/playlist/read-wanted.test.ts';
const PLAYLIST = 'functions/playlist/playlist.test.ts';
const PLAYBACK = 'functions/playback/playback.test.ts';
const PREMIUM_GRANT = 'functions/playback/premium.test.ts';
const PREMIUM = 'functions/playlist/premium.test.ts';
const PEOPLE = 'resolvers/steps/people.test.ts';
const WATCHING = 'resolvers/functions/checkMembership.test.ts';

/** Who watches is led to what is done, of the current attempt, only with a grant for it, and what is premium only as a member. */
export const VIEWERS = [
  ...guards('functions/playlist/attempt.ts', READ, {
    'a playlist is of the current attempt': ['|| (row.attempt ?? 1) !== attempt', ''],
    'what is not done is not played': ["if (status !== 'READY') return [];", ''],
    'only the early part of what is playable': [
      "if (status === 'PLAYABLE') return ['EARLY'];",
      "if (status === 'PLAYABLE') return ['FULL', 'EARLY'];",
    ],
    'no master without all its parts': [
      'masters.length > 0 && masters.length === texts.length',
      'masters.length > 0',
    ],
  }),
  ...guards('functions/playlist/read-wanted.ts', READ, {
    'captions of what can be played': ['row && isPlayable(row.status)', 'row'],
    'an image playlist is the job’s own': ['!name || !/^[\\w-]+\\.m3u8$/.test(name)', '!name'],
  }),
  ...guards('functions/playlist/captions-playlist.ts', READ, {
    'captions that can be chosen': ['if (!isTheirs) return undefined;', ''],
  }),
  ...guards('functions/playlist/grant.ts', PLAYLIST, {
    'a grant is whole': [
      "if (names.some((name) => query.getAll(name).length !== 1)) return 'INCOMPLETE';",
      '',
    ],
    'a grant is of our key': ['|| grant.keyPairId !== keyPairId', ''],
    'a grant is signed': ["if (!verify('RSA-SHA1', policy, publicKey, signature)) return false;", ''],
    'a grant is written as a signer writes it': ["&& bytes.toString('base64') === standard", ''],
    'a grant has one statement': ['statements.length === 1 &&', ''],
    'a grant has one condition': ['Object.keys(Condition).length === 1 &&', ''],
    'a grant is for this video': ['RESOURCE.exec(Resource)?.[1] === videoId', 'RESOURCE.test(Resource)'],
    'a grant ends': ['now < expires * 1_000', 'true'],
  }),
  ...guards('functions/playlist/playlist.ts', PLAYLIST, {
    'only addresses of ours': [
      'if (!wanted) return accessDenied();',
      'if (!wanted) return noSuchPlaylist();',
    ],
  }),
  ...guards('functions/playlist/playlist.ts', PREMIUM, {
    'who may not watch is refused': ['if (isRefused) return accessDenied();', ''],
    'a token that says nobody is not passed on': ['viewer: viewer && grant.viewer', 'viewer: grant.viewer'],
    'an address is not helped by cookies': [
      'grant ? grant.viewer : viewerCookie(event.cookies)',
      'grant?.viewer ?? viewerCookie(event.cookies)',
    ],
  }),
  ...guards('functions/playlist/grant.ts', PREMIUM, {
    'a grant is for one viewer': ["if (query.getAll(VIEWER_PARAMETER).length > 1) return 'INCOMPLETE';", ''],
  }),
  ...guards('functions/playlist/admission.ts', PREMIUM, {
    'a grant for nobody opens nothing premium': ['if (viewer === undefined) return false;', ''],
    'a member is one now': [
      'return isMember(await readMembership(accounts, viewer), new Date(now).toISOString());',
      'return (await readMembership(accounts, viewer)) !== undefined;',
    ],
  }),
  ...guards('functions/playlist/viewer.ts', PREMIUM, {
    'a viewer’s token is written as one': ['|| !TOKEN.test(token)', ''],
    'a viewer’s token is signed as ours are': ['algorithms: [VIEWER_ALGORITHM],', ''],
    'a viewer’s token is for this video': ['audience: videoFolder(videoId),', ''],
    'a viewer’s token is over at its end': ['currentDate: new Date(now),', 'currentDate: new Date(0),'],
    'a viewer’s token has an end': ["requiredClaims: ['exp'],", ''],
  }),
  ...guards('functions/playback/playback.ts', PLAYBACK, {
    'no files of what is not ready': [
      "source.status === 'READY' ? mp4Files(source) : []",
      'mp4Files(source)',
    ],
  }),
  ...guards('functions/playback/playback.ts', PREMIUM_GRANT, {
    'no storyboard for who may not watch': ['(error || !source.hasStoryboard)', '!source.hasStoryboard'],
    'a premium grant says for whom it is': ["access === 'FREE' || sub === undefined", "access !== 'NONE'"],
  }),
  ...guards('functions/playback/entitlement.ts', PLAYBACK, {
    'no grant for what cannot be played': [
      "if (!isPlayable(video.status)) return new RequestError('NotReady', NOT_READY);",
      '',
    ],
  }),
  ...guards('functions/playback/entitlement.ts', PREMIUM_GRANT, {
    'no grant for who may not watch': [
      'if (!mayWatch(video, sub, isMember(membership, new Date(now).toISOString())))',
      'if (!mayWatch(video, sub, true))',
    ],
    'a grant ends with the membership': [
      'Math.min(end, Math.floor(Date.parse(membership.endsAt) / 1_000))',
      'end',
    ],
  }),
  ...guards('model/membership.ts', PREMIUM_GRANT, {
    'a revoked membership is none': ["if (row.revokedAt) return 'REVOKED';", ''],
    'a membership is over at its end': ['now < row.endsAt', 'now <= row.endsAt'],
    'a broken membership is none': ['isInstant(row.endsAt) && ', ''],
  }),
  ...guards('resolvers/steps/people.ts', PEOPLE, {
    'who can watch is a member, where it takes one': [
      'mayWatch(video, sub, isMember)',
      'mayWatch(video, sub, true)',
    ],
    'a membership counts while it holds': ['people.isMember = isMemberNow(row);', 'people.isMember = true;'],
  }),
  ...guards('resolvers/functions/checkMembership.ts', WATCHING, {
    'no place is noted for who may not watch': [
      "if (!isMemberNow(ctx.result as MembershipRow | null)) util.error(FOR_MEMBERS, 'MembershipRequired');",
      '',
    ],
  }),
];
