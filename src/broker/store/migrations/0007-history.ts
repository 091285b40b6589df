/**
 * What the history shows of a run without a look into its events; notes of what is being deleted; and
 * the order in which a history is read.
 */
export const history = `
CREATE TABLE runs (
  session TEXT PRIMARY KEY REFERENCES sessions (uuid),
  name TEXT,
  notebook TEXT,
  sha256 TEXT,
  began INTEGER,
  ended INTEGER,
  built REAL,
  ending TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_notebook ON runs (notebook);
CREATE INDEX runs_by_sha256 ON runs (sha256);
CREATE INDEX sessions_by_accepted ON sessions (accepted, uuid) WHERE accepted IS NOT NULL;
CREATE INDEX offer_sets_by_created ON offer_sets (created);

CREATE TABLE discards (
  session TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  begun INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO runs (session, name, notebook, sha256, began, ended, ending)
SELECT
  sessions.uuid,
  request ->> '$.executable.meta.name',
  CASE
    WHEN request ->> '$.executable.meta.description' LIKE '%.ipynb'
    THEN request ->> '$.executable.meta.description'
  END,
  CASE
    WHEN request ->> '$.executable.location' LIKE '/files/sha256/%'
    THEN substr(request ->> '$.executable.location', -64)
  END,
  (
    SELECT CAST(round(min(unixepoch(body ->> '$.time', 'subsec')) * 1000) AS INTEGER) FROM events
    WHERE session = sessions.uuid AND type = 'phase' AND body ->> '$.phase' = 'RUNNING'
  ),
  (
    SELECT CAST(round(max(unixepoch(body ->> '$.time', 'subsec')) * 1000) AS INTEGER) FROM events
    WHERE session = sessions.uuid AND type = 'phase' AND body ->> '$.phase' = sessions.phase
      AND phase IN ('COMPLETED', 'FAILED', 'CANCELLED')
  ),
  (
    SELECT body -> '$.message' FROM events
    WHERE session = sessions.uuid AND type = 'phase' AND body ->> '$.phase' = sessions.phase
      AND phase IN ('COMPLETED', 'FAILED', 'CANCELLED')
    ORDER BY seq DESC LIMIT 1
  )
FROM sessions JOIN offer_sets ON offer_sets.uuid = sessions.offer_set
WHERE accepted IS NOT NULL;
`;
