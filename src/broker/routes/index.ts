import type { FastifyInstance } from 'fastify';

import type { Upgrades } from '../jupyter/upgrades';
import type { Broker } from './broker';
import { brokerListRoutes } from './brokers';
import { directRoutes } from './direct';
import { fileRoutes } from './files';
import { frontendRoutes } from './frontend';
import { historyRoutes } from './history';
import { jupyterRoutes } from './jupyter';
import { offerSetRoutes } from './offersets';
import { provenanceRoutes } from './provenance';
import { requestRoutes } from './requests';
import { sessionFilesRoutes } from './session-files';
import { sessionLogRoutes } from './session-logs';
import { sessionRoutes } from './sessions';

/** Everything that a broker answers to. */
export function brokerRoutes(app: FastifyInstance, broker: Broker, upgrades?: Upgrades): void {
  requestRoutes(app, broker);
  directRoutes(app, broker);
  offerSetRoutes(app, broker);
  sessionRoutes(app, broker);
  historyRoutes(app, broker);
  sessionFilesRoutes(app, broker);
  sessionLogRoutes(app, broker);
  provenanceRoutes(app, broker);
  frontendRoutes(app, broker);
  if (broker.registry?.manage) {
    brokerListRoutes(app, broker.registry);
  }
  void app.register((scope, _options, done) => {
    fileRoutes(scope, broker);
    done();
  });
  if (upgrades) {
    void app.register((scope, _options, done) => {
      jupyterRoutes(scope, broker, upgrades);
      done();
    });
  }
}
