import { guards } from '../guard.ts';

const READ = 'functions/playlist/read-wanted.test.ts';
const PLAYLIST = 'functions/playlist/playlist.test.ts';
const PLAYBACK = 'functions/playback/playback.test.ts';

/** Who watches is led to what is done, of the current attempt, and only with a grant for it. */
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
  ...guards('functions/playback/playback.ts', PLAYBACK, {
    'no grant for what cannot be played': [
      "if (!isPlayable(source.status)) return new RequestError('NotReady', NOT_READY);",
      '',
    ],
    'no grant for who may not watch': [
      "if (!mayWatch(source, callerId)) return new RequestError('MembershipRequired', FOR_MEMBERS);",
      '',
    ],
    'no files of what is not ready': [
      "source.status === 'READY' ? mp4Files(source) : []",
      'mp4Files(source)',
    ],
  }),
];
