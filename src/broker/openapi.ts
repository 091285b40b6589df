import fastify from 'fastify';

import { brokerRoutes } from './routes';
import type { Broker } from './routes/broker';
import { VERSION } from './version';

/**
 * The OpenAPI document, made from the schemas that the routes carry. A second application is built
 * for it when somebody asks: what makes it would cost every broker memory and time at its start.
 */
export async function openApi(broker: Broker): Promise<string> {
  const { default: swagger } = await import('@fastify/swagger');
  const app = fastify();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Execution broker',
        description: 'IVOA Execution Broker v1.0, with documented extensions',
        version: VERSION
      }
    }
  });
  brokerRoutes(app, broker);
  await app.ready();
  const document = JSON.stringify(app.swagger());
  await app.close();
  return document;
}
