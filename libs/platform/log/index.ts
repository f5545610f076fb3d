export { startFailed } from './start-failed.ts';
import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { safeError } from './safe-error.ts';

/** Nest's log lines as JSON, one object a line. Objects pass as they are; text can never forge a second line. */
@Injectable()
export class Log implements LoggerService {
  readonly pino: Logger;

  /** @param level pino's level names; `silent` for tests */
  constructor(level: string, process: 'api' | 'worker' | 'cli') {
    this.pino = pino({
      level,
      base: { process },
      serializers: { err: safeError },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*.password', '*.token', '*.secret', 'req.headers'], remove: true },
    });
  }

  log(message: unknown, context?: string) {
    this.write('info', message, context);
  }
  warn(message: unknown, context?: string) {
    this.write('warn', message, context);
  }
  error(message: unknown, stackOrContext?: string, context?: string) {
    this.write('error', message, context ?? stackOrContext);
  }
  debug(message: unknown, context?: string) {
    this.write('debug', message, context);
  }
  fatal(message: unknown, context?: string) {
    this.write('fatal', message, context);
  }

  private write(level: 'info' | 'warn' | 'error' | 'debug' | 'fatal', message: unknown, context?: string) {
    if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message });
    else this.pino[level]({ context }, '%s', String(message));
  }
}
