/** The brokers on the network that the user wrote down. */
export const brokers = `
CREATE TABLE brokers (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  entry TEXT NOT NULL
) STRICT;
`;
