import type { FastifyRequest } from 'fastify';

import type { Registry } from '../access/registry';
import type { Bus } from '../bus';
import type { OfferDesk } from '../offers/offer-desk';
import type { Platforms } from '../platforms/platforms';
import type { Discarding } from '../sessions/discarding';
import type { SessionDriver } from '../sessions/session-driver';
import type { SignedUrls } from '../staging/signed-urls';
import type { Store } from '../store/store';

/** What the routes work with. */
export interface Broker {
  store: Store;
  bus: Bus;
  desk: OfferDesk;
  driver: SessionDriver;
  discarding: Discarding;
  platforms: Platforms;
  /** Where files of the store can be had by link. */
  links?: SignedUrls | undefined;
  /** The brokers on the network, where this one asks any. */
  registry?: Registry | undefined;
  /** Where the client of a request sees this broker, without a slash at the end. */
  base: (request: FastifyRequest) => string;
}
