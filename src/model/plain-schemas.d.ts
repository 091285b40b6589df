/** The schemas of what the page receives, as plain data by their names; made by the build. */
export const plainSchemas: Record<string, object>;
