/** Whether a session runs alone or somebody works in it: chosen when it is accepted. */
export const mode = `
ALTER TABLE sessions ADD COLUMN mode TEXT CHECK (mode IN ('batch', 'interactive'));
`;
