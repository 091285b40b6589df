/** Open offers are asked for the first that expires, and there may be tens of thousands. */
export const sessionsByExpiry = `
CREATE INDEX sessions_by_expiry ON sessions (phase, expires);
`;
