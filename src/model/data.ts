import { Type, type Static, type TSchema } from 'typebox';

import { componentProperties } from './component';
import { IVOA_DATA, RUCIO_DATA, S3_DATA, SIMPLE_DATA, SKAO_DATA } from './kinds';
import { lifecycleProperties } from './schedule';

const common = {
  ...componentProperties,
  ...lifecycleProperties,
  storage: Type.Optional(Type.String())
};
const text = Type.Optional(Type.String());

/** Something to download. `size` (bytes) and `digest` (`sha256:…`) are our extension. */
export const SimpleDataResource = Type.Object({
  ...common,
  location: text,
  size: Type.Optional(Type.Integer({ minimum: 0 })),
  digest: Type.Optional(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }))
});
export type SimpleDataResource = Static<typeof SimpleDataResource>;

export const S3DataResource = Type.Object({
  ...common,
  endpoint: text,
  template: text,
  bucket: text,
  object: text
});
export type S3DataResource = Static<typeof S3DataResource>;

const RucioBlock = Type.Object({
  endpoint: text,
  scope: text,
  object: text,
  type: Type.Optional(Type.Enum(['FILE', 'CONTAINER', 'DATASET']))
});
export const RucioDataResource = Type.Object({ ...common, rucio: Type.Optional(RucioBlock) });
export type RucioDataResource = Static<typeof RucioDataResource>;

const IvoaBlock = Type.Object({
  ivoid: text,
  obscore: Type.Optional(Type.Object({ access_url: text, access_format: text })),
  datalink: Type.Optional(Type.Object({ access_url: text, content_type: text }))
});
export const IvoaDataResource = Type.Object({ ...common, ivoa: Type.Optional(IvoaBlock) });
export type IvoaDataResource = Static<typeof IvoaDataResource>;

/** An SKA data lake resource; its block is kept as it comes. */
export const SkaoDataResource = Type.Object({
  ...common,
  skao: Type.Optional(Type.Object({}))
});
export type SkaoDataResource = Static<typeof SkaoDataResource>;

/** Any data resource, before its kind is looked at. */
export const AbstractDataResource = Type.Object(common);
export type AbstractDataResource =
  SimpleDataResource | S3DataResource | RucioDataResource | IvoaDataResource | SkaoDataResource;

/** The schema of each kind. */
export const DATA_KINDS: Readonly<Record<string, TSchema>> = {
  [SIMPLE_DATA]: SimpleDataResource,
  [S3_DATA]: S3DataResource,
  [RUCIO_DATA]: RucioDataResource,
  [IVOA_DATA]: IvoaDataResource,
  [SKAO_DATA]: SkaoDataResource
};
