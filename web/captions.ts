/** The largest file of captions that the API takes. */
export const CAPTIONS_MAX_BYTES = 2_000_000;

/** What is said of a chosen file before it is sent: sooner than the server could. */
export function checkedCaptions<Chosen extends Pick<File, 'name' | 'size'>>(
  file: Chosen | undefined,
): Chosen {
  if (!file) throw new Error('Choose a file.');
  if (!/\.(vtt|srt)$/i.test(file.name)) throw new Error('The file’s name ends neither in .vtt nor in .srt.');
  if (file.size === 0) throw new Error('The file is empty.');
  if (file.size > CAPTIONS_MAX_BYTES) throw new Error('The file is larger than 2 MB.');
  return file;
}
