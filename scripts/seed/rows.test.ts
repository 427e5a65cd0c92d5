import { describe, expect, it } from 'vitest';
import { validate } from '../../functions/create-upload/validate.ts';
import { displayName } from '../../model/display-name.ts';
import { shelvesOf } from '../../model/shelves.ts';
import { malformedProfile, malformedVideo } from '../../model/well-formed.ts';
import { createAudience } from './engagements.ts';
import { seededVideos } from './fill.ts';
import { profileRow } from './people.ts';
import { videoRow } from './videos.ts';

const RUN = { seed: 'a test', videos: 400, people: 60, playable: 0 };
const videos = Array.from({ length: RUN.videos }, (_, index) => videoRow(RUN.seed, index, RUN.people));
const share = (fits: (video: (typeof videos)[number]) => boolean) =>
  videos.filter(fits).length / videos.length;

describe('seeded videos', () => {
  it('are rows that the API can show, of uploads that it would have taken', () => {
    for (const video of videos) {
      expect(malformedVideo({ ...video })).toEqual([]);
      const { title, description, genres, language } = video;
      const { kind, visibility, access } = video;
      expect(
        validate(
          {
            ...video.upload,
            title,
            description,
            genres: [...genres],
            language,
            kind,
            visibility,
            access,
          },
          'STANDARD',
        ),
      ).toMatchObject({ title, genres, ...(language && { language }) });
    }
  });

  it('have ids and texts of their own', () => {
    expect(new Set(videos.map(({ id }) => id)).size).toBe(RUN.videos);
    expect(videos.every(({ id }) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
    expect(new Set(videos.map(({ title }) => title)).size).toBeGreaterThan(RUN.videos / 2);
  });

  it('are mostly public, free and ready, in both kinds and several languages, and on shelves if they may be', () => {
    expect(share(({ visibility }) => visibility === 'PUBLIC')).toBeGreaterThan(0.8);
    expect(share(({ access }) => access === 'FREE')).toBeGreaterThan(0.8);
    expect(share(({ status }) => status === 'READY')).toBeGreaterThan(0.9);
    expect(share((video) => shelvesOf(video).length > 0)).toBeGreaterThan(0.8);
    for (const name of ['kind', 'visibility', 'access', 'status', 'language'] as const)
      expect(new Set(videos.map((video) => video[name])).size).toBeGreaterThan(1);
  });

  it('do not depend on how many there are', () => {
    expect(videoRow(RUN.seed, 7, RUN.people)).toEqual(videos[7]);
    expect(videoRow('another', 7, RUN.people).id).not.toBe(videos[7]!.id);
  });
});

it('seeded people have names that they could have chosen', () => {
  for (let index = 0; index < RUN.people; index += 1) {
    const profile = profileRow(RUN.seed, index);
    expect(malformedProfile({ ...profile })).toEqual([]);
    expect(displayName(profile.userId, [profile.displayName])).toBe(profile.displayName);
  }
});

describe('what seeded people did', () => {
  const seeded = [...seededVideos(RUN)];
  const sizes = seeded.map(({ engagements }) => engagements.length).toSorted((a, b) => b - a);

  it('is one row a person and video, only with videos that they may see', () => {
    for (const { video, engagements } of seeded) {
      expect(new Set(engagements.map(({ userId }) => userId)).size).toBe(engagements.length);
      if (shelvesOf(video).length === 0) expect(engagements).toEqual([]);
    }
  });

  it('makes few videos popular and leaves many with hardly anybody', () => {
    expect(sizes[0]).toBe(RUN.people);
    expect(sizes[200]).toBeLessThan(5);
  });

  it('is possible: likes after publication, positions within the video, days on which it was watched', () => {
    for (const { video, engagements } of seeded)
      for (const { likedAt, stars, positionSeconds, viewedOn, watchedAt } of engagements) {
        if (likedAt) expect(likedAt > video.publishedAt!).toBe(true);
        if (stars) expect([1, 2, 3, 4, 5]).toContain(stars);
        if (positionSeconds) expect(positionSeconds).toBeLessThanOrEqual(video.durationSeconds!);
        if (watchedAt) expect(watchedAt.startsWith(viewedOn!)).toBe(true);
        expect(likedAt ?? stars ?? viewedOn).toBeDefined();
      }
  });

  it('stays the same when there are more people', () => {
    const more = createAudience(RUN.seed, RUN.videos, RUN.people + 20);
    const before = new Map(seeded.flatMap(({ engagements }) => engagements.map((row) => [keyOf(row), row])));
    const both = seeded.flatMap(({ video }, index) =>
      more.of(index, video).filter((row) => before.has(keyOf(row))),
    );
    expect(both.length).toBeGreaterThan(100);
    for (const row of both) expect(row).toEqual(before.get(keyOf(row)));
  });
});

const keyOf = ({ userId, videoId }: { userId: string; videoId: string }) => `${userId} ${videoId}`;
