/** ffmpeg's codec names in the service's words, which are not the same in events and in Probe's results. */
const NAMES: Readonly<Record<string, { readonly event: string; readonly probe: string }>> = {
  h264: { event: 'H_264', probe: 'AVC' },
  hevc: { event: 'H_265', probe: 'HEVC' },
  av1: { event: 'AV1', probe: 'AV1' },
  vp8: { event: 'VP8', probe: 'VP8' },
  vp9: { event: 'VP9', probe: 'VP9' },
  mpeg1video: { event: 'MPEG1', probe: 'MPEG1' },
  mpeg2video: { event: 'MPEG2', probe: 'MPEG2' },
  mpeg4: { event: 'MPEG4', probe: 'MP4V' },
  mjpeg: { event: 'MJPEG', probe: 'MJPEG' },
  prores: { event: 'PRORES', probe: 'PRORES' },
  theora: { event: 'THEORA', probe: 'THEORA' },
  flv1: { event: 'H263', probe: 'H263' },
  h263: { event: 'H263', probe: 'H263' },
  vc1: { event: 'VC1', probe: 'VC1' },
  wmv3: { event: 'VC1', probe: 'VC1' },
  dnxhd: { event: 'VC3', probe: 'VC3' },
  jpeg2000: { event: 'JPEG2000', probe: 'JPEG2000' },
  rawvideo: { event: 'UNCOMPRESSED', probe: 'UNCOMPRESSED' },
  v210: { event: 'UNCOMPRESSED', probe: 'UNCOMPRESSED' },
  webvtt: { event: 'WEBVTT', probe: 'WEBVTT' },
  eia_608: { event: 'C608', probe: 'C608' },
  qtrle: { event: 'QTRLE', probe: 'QTRLE' },
  dvvideo: { event: 'DV', probe: 'DV' },
  aac: { event: 'AAC', probe: 'AAC' },
  mp2: { event: 'MP2', probe: 'MP2' },
  mp3: { event: 'MP3', probe: 'MP3' },
  ac3: { event: 'AC3', probe: 'AC3' },
  eac3: { event: 'EAC3', probe: 'EAC3' },
  flac: { event: 'FLAC', probe: 'FLAC' },
  opus: { event: 'OPUS', probe: 'OPUS' },
  vorbis: { event: 'VORBIS', probe: 'VORBIS' },
  wmav1: { event: 'WMA', probe: 'WMA' },
  wmav2: { event: 'WMA2', probe: 'WMA2' },
  wmapro: { event: 'WMAPRO', probe: 'WMAPRO' },
  amr_nb: { event: 'AMR', probe: 'AMR' },
  amr_wb: { event: 'AMR', probe: 'AMR' },
};

export function serviceCodec(codec: string, dialect: 'event' | 'probe'): string {
  if (codec.startsWith('pcm_')) return 'PCM';
  return NAMES[codec]?.[dialect] ?? 'UNKNOWN';
}
