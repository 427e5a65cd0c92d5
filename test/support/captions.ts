import { graphql, type Answer, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';
import { ask } from './graphql.ts';
import { postForm, type UploadTicket } from './videos.ts';

export interface Captions {
  readonly language: string;
  readonly label: string;
  readonly status: 'AWAITING_UPLOAD' | 'READY' | 'FAILED';
  readonly failure: { readonly code: string; readonly retryable: boolean } | null;
}

type CaptionsTicket = Pick<UploadTicket, 'videoId' | 'url' | 'fields'> & { readonly captions: Captions };

const CAPTIONS = 'language label status failure { code retryable }';
const ADD = `mutation($videoId: ID!, $language: String!, $label: String!) {
  addCaptions(videoId: $videoId, language: $language, label: $label) {
    videoId captions { ${CAPTIONS} } url fields { name value } expiresAt
  }
}`;
const REMOVE = `mutation($videoId: ID!, $language: String!) {
  removeCaptions(videoId: $videoId, language: $language) { id version captions { ${CAPTIONS} } }
}`;
const READ = `query($id: ID!) { video(id: $id) { version captions { ${CAPTIONS} } } }`;

/** A video's captions, and people who add to them, each as somebody. */
export function captionsOf(outputs: Outputs, owner: Identity, videoId: string) {
  const add = (
    language: string,
    label = 'Words',
    identity = owner,
  ): Promise<Answer<{ addCaptions: CaptionsTicket } | null>> =>
    graphql(outputs, identity, ADD, { videoId, language, label });
  const ticket = async (language: string, label?: string): Promise<CaptionsTicket> => {
    const { data, errors } = await add(language, label);
    if (!data) throw new Error(JSON.stringify(errors));
    return data.addCaptions;
  };
  const read = async (identity = owner) =>
    (
      await ask<{ video: { version: number; captions: Captions[] } }>(outputs, identity, READ, {
        id: videoId,
      })
    ).video;
  return {
    add,
    ticket,
    read,
    remove: (
      language: string,
      identity = owner,
    ): Promise<Answer<{ removeCaptions: { id: string; version: number; captions: Captions[] } } | null>> =>
      graphql(outputs, identity, REMOVE, { videoId, language }),
    send: (one: CaptionsTicket, content: string | Uint8Array<ArrayBuffer>) =>
      postForm(
        { ...one, method: 'POST', partSizeBytes: null, partCount: null, expiresAt: '' },
        new Blob([content]),
      ),
    /** Waits until the captions are at their end, and answers with what they then are. */
    async settled(language: string, milliseconds = 30_000): Promise<Captions> {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const found = (await read()).captions.find((one) => one.language === language);
        if (found && found.status !== 'AWAITING_UPLOAD') return found;
        if (Date.now() > deadline) throw new Error(`Not settled in time: ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
