import { Type, type Static, type TSchema } from 'typebox';

import { componentProperties } from './component';
import { IVOA_DATA, RUCIO_DATA, S3_DATA, SIMPLE_DATA, SKAO_DATA } from './kinds';
import { lifecycleProperties } from './schedule';

const common = {
  ...componentProperties,
  ...lifecycleProperties,
  storage: Type.Optional(Type.String()),
  /**
   * What runs fetches it by itself: nothing is to be brought there. It is named for brokers that know
   * where such data lie (our extension).
   */
  fetched: Type.Optional(Type.Boolean())
};
const text = Type.Optional(Type.String());
const integer = Type.Optional(Type.Integer());

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
  obscore: Type.Optional(
    Type.Object({
      obs_id: text,
      obs_collection: text,
      obs_publisher_did: text,
      obs_creator_did: text,
      dataproduct_type: text,
      calib_level: integer,
      access_url: text,
      access_format: text
    })
  ),
  datalink: Type.Optional(
    Type.Object({
      ID: text,
      access_url: text,
      service_def: text,
      error_message: text,
      description: text,
      semantics: text,
      content_type: text,
      content_length: integer,
      content_qualifier: text,
      local_semantics: text,
      link_auth: text,
      link_authorized: text
    })
  )
});
export const IvoaDataResource = Type.Object({ ...common, ivoa: Type.Optional(IvoaBlock) });
export type IvoaDataResource = Static<typeof IvoaDataResource>;

const SkaoBlock = Type.Object({
  namespace: text,
  objectname: text,
  objecttype: Type.Optional(Type.Enum(['FILE', 'CONTAINER', 'DATASET'])),
  /** In bytes. */
  datasize: integer,
  checksum: Type.Optional(Type.Object({ type: text, value: text })),
  replicas: Type.Optional(Type.Array(Type.Object({ rsename: text, dataurl: text })))
});
/** An SKA data lake resource: the IVOA's description, and where its replicas are. */
export const SkaoDataResource = Type.Object({
  ...common,
  ivoa: Type.Optional(IvoaBlock),
  skao: Type.Optional(SkaoBlock)
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
