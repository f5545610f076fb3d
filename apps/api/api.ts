import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { mustBePowerless } from '#exchange/schema';
import type { Config } from '#platform/config';
import { Database } from '#platform/database';
import { ProblemFilter } from '#platform/errors';
import { acceptFiles, fastifyAdapter, Idempotency, secureHttp, validationPipe } from '#platform/http';
import { Log } from '#platform/log';
import { measureHttp, Metrics } from '#platform/metrics';
import { ApiDescription } from './api-description.ts';
import { ApiModule } from './api.module.ts';

/** The HTTP door, ready to listen. */
export async function createApi(config: Config): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.for(config), fastifyAdapter(config), {
    logger: new Log(config.logLevel, 'api'),
    abortOnError: false,
  });
  await mustBePowerless(app.get(DataSource));
  measureHttp(app, app.get(Metrics));
  await acceptFiles(app);
  await secureHttp(app, config);
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(validationPipe());
  // Outermost first: a replay is what was serialised then, so it must not be serialised again.
  app.useGlobalInterceptors(
    new Idempotency(app.get(Database)),
    new StandardSchemaSerializerInterceptor(app.get(Reflector)),
  );
  app.get(ApiDescription).of(app);
  app.enableShutdownHooks();
  return app;
}
