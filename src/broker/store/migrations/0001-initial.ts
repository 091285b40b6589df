/** Never edit a migration that has been released: add the next one. */
export const initial = `
CREATE TABLE offer_sets (
  uuid TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  question TEXT,
  request TEXT NOT NULL,
  result TEXT CHECK (result IN ('YES', 'NO')),
  answers TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  uuid TEXT PRIMARY KEY,
  offer_set TEXT NOT NULL REFERENCES offer_sets (uuid),
  platform TEXT NOT NULL,
  phase TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  seconds REAL NOT NULL,
  cores INTEGER NOT NULL,
  memory INTEGER NOT NULL,
  document TEXT NOT NULL,
  progress TEXT,
  usage TEXT,
  result TEXT,
  cursor INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER
) STRICT;

CREATE INDEX sessions_by_offer_set ON sessions (offer_set);
CREATE INDEX sessions_by_phase ON sessions (phase, platform);
CREATE INDEX offer_sets_by_question ON offer_sets (question);

CREATE TABLE events (
  session TEXT NOT NULL REFERENCES sessions (uuid),
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;
`;
