import { Injectable, type OnApplicationBootstrap, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RULE, type Rule } from './may.ts';

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly rule: Rule;
  /** The class and the method that answer: what the API's own description is read from. */
  readonly controller: Type<unknown>;
  readonly handler: string;
}

/** Walks every controller at start-up: a route without a rule stops the process. */
@Injectable()
export class MarkedRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap() {
    this.all();
  }

  /** Every route with its rule. @throws Error naming each route that has none */
  all(): Route[] {
    const routes = this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const base = String(this.reflector.get(PATH_METADATA, metatype) ?? '');
      const prototype = Object.getPrototypeOf(instance);
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const path = `/${base}/${String(this.reflector.get(PATH_METADATA, handler) ?? '')}`;
        const rule = this.reflector.get<Rule | undefined>(RULE, handler);
        return [
          {
            method: RequestMethod[method] ?? '',
            path: path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
            rule,
            controller: metatype as Type<unknown>,
            handler: name,
          },
        ];
      });
    });
    const unmarked = routes.filter((route) => !route.rule).map((route) => `${route.method} ${route.path}`);
    if (unmarked.length > 0) throw new Error(`These routes do not say who may call them: ${unmarked.join(', ')}`);
    return routes as Route[];
  }
}
