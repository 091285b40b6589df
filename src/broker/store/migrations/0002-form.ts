/** Questions of before were all asked in v1.0. */
export const form = `
ALTER TABLE offer_sets ADD COLUMN form TEXT NOT NULL DEFAULT 'v1.0';
`;
