import { Controller, Get, SerializeOptions } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Open } from '#exchange/access';
import { tryAgain } from '#platform/errors';
import { Says } from '#platform/http';

const health = z.strictObject({ status: z.enum(['live', 'ready']) });

@Controller('health')
export class HealthController {
  constructor(private readonly source: DataSource) {}

  @Get('live')
  @Says('Tells whether the process runs.')
  @Open('a supervisor asks before anybody can sign in')
  @SerializeOptions({ schema: health })
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @Says('Tells whether the process can serve, that is, whether its database answers.')
  @Open('a proxy asks before anybody can sign in')
  @SerializeOptions({ schema: health })
  async ready() {
    try {
      await this.source.query('select 1');
    } catch (error) {
      throw tryAgain(error);
    }
    return { status: 'ready' };
  }
}
