/** Offers that are made elsewhere: their name there, and an acceptance on its way. */
export const foreignOffers = `
ALTER TABLE sessions ADD COLUMN key TEXT;
ALTER TABLE sessions ADD COLUMN accepting INTEGER;
CREATE UNIQUE INDEX sessions_by_key ON sessions (offer_set, platform, key) WHERE key IS NOT NULL;
`;
