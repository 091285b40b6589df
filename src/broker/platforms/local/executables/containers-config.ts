import { Type, type Static } from 'typebox';

/** How an administrator wants containers to be run. docs/running-a-broker.md explains each entry. */
export const ContainersConfig = Type.Object(
  {
    /** The engine: a name on PATH, or a path; absent: podman, else docker. */
    engine: Type.Optional(Type.String({ minLength: 1 })),
    /** Options of every call of it. */
    options: Type.Optional(Type.Array(Type.String())),
    /** Options of `create`, for every container. */
    createOptions: Type.Optional(Type.Array(Type.String())),
    /** Whether images that are not here are pulled; absent: yes. */
    pull: Type.Optional(Type.Boolean())
  },
  { additionalProperties: false }
);
export type ContainersConfig = Static<typeof ContainersConfig>;
