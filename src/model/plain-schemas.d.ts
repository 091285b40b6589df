/** The schemas of what the page receives, as plain data under `$defs`; made by the build. */
export const plainSchemas: {
  $defs: Record<string, object>;
};
