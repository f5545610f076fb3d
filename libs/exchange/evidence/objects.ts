import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#platform/config';
import { openStorage, type StoredObjects } from '#platform/storage';

/** Where encrypted files lie: a directory or a bucket, as the configuration says. */
export const EVIDENCE_OBJECTS = Symbol('evidence objects');

/** Opens the store at start-up, so that a wrong place stops the process and not an upload. */
export const evidenceObjects = {
  provide: EVIDENCE_OBJECTS,
  inject: [CONFIG],
  useFactory: ({ evidenceUrl: url, s3: { accessKeyId, secretAccessKey } }: Config): Promise<StoredObjects> =>
    openStorage({ url, ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}) }),
};

/** Ends the store's connections with the process. */
@Injectable()
export class ClosesObjects implements OnApplicationShutdown {
  constructor(@Inject(EVIDENCE_OBJECTS) private readonly objects: StoredObjects) {}

  onApplicationShutdown() {
    this.objects.close();
  }
}
