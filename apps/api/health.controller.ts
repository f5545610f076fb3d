import { Controller, Get, SerializeOptions } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Open } from '#exchange/access';
import { tryAgain } from '#platform/errors';

const health = z.strictObject({ status: z.enum(['live', 'ready']) });

@Controller('health')
export class HealthController {
  constructor(private readonly source: DataSource) {}

  /** The process runs. */
  @Get('live')
  @Open('a supervisor asks before anybody can sign in')
  @SerializeOptions({ schema: health })
  live() {
    return { status: 'live' };
  }

  /** The process can serve: its database answers. */
  @Get('ready')
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
