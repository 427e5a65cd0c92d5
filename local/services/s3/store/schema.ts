/**
 * The store's tables. An object's row is the commit point of its upload: a file without a row is
 * rubbish, a row never lacks its file. `text` compares byte by byte, so keys list in S3's own order.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sequence (value INTEGER NOT NULL);
  INSERT INTO sequence SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM sequence);

  CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT;

  -- What the buckets of the template's resources were called last.
  CREATE TABLE IF NOT EXISTS bucket_names (logical_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS objects (
    sequence INTEGER PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    version_id TEXT NOT NULL,
    latest INTEGER NOT NULL,
    delete_marker INTEGER NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified INTEGER NOT NULL,
    superseded INTEGER,
    headers TEXT NOT NULL,
    checksum TEXT,
    UNIQUE (bucket, key, version_id)
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS latest_objects ON objects (bucket, key) WHERE latest = 1;

  -- The parts of an object that came by a multipart upload. Their files are its bytes until somebody needs
  -- them in one file: from then on they are empty here.
  CREATE TABLE IF NOT EXISTS object_parts (
    sequence INTEGER NOT NULL,
    part_number INTEGER NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    checksum TEXT,
    PRIMARY KEY (sequence, part_number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS object_tags (sequence INTEGER PRIMARY KEY, tags TEXT NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS uploads (
    upload_id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    initiated INTEGER NOT NULL,
    headers TEXT NOT NULL,
    checksum_algorithm TEXT,
    checksum_type TEXT,
    completed TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS upload_tags (upload_id TEXT PRIMARY KEY, tags TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads (bucket, key, upload_id);

  CREATE TABLE IF NOT EXISTS parts (
    upload_id TEXT NOT NULL,
    part_number INTEGER NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified INTEGER NOT NULL,
    checksum TEXT,
    PRIMARY KEY (upload_id, part_number)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS announced_queues (
    bucket TEXT NOT NULL,
    queue TEXT NOT NULL,
    PRIMARY KEY (bucket, queue)
  ) STRICT;
`;
