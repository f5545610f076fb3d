import { Inject, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CONFIG, type Config } from '#platform/config';
import { describeApi } from './openapi.ts';

/** The API's own description, made at the first question and kept: routes do not change while a process runs. */
@Injectable()
export class ApiDescription {
  private app?: INestApplication;
  private made?: OpenAPIObject;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Called once when the application has been made: routes are read from it. */
  of(app: INestApplication) {
    this.app = app;
  }

  document(): OpenAPIObject {
    if (!this.app) throw new Error('The application was not handed over.');
    this.made ??= describeApi(this.app, this.config);
    return this.made;
  }
}
