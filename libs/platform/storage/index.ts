export { openStorage } from './open-storage.ts';
export type { StorageConfig } from './open-storage.ts';
export type { S3Credentials } from './s3-objects.ts';
export { newObjectId, ObjectMissing } from './stored-objects.ts';
export type { StoredObjects, StoredRange } from './stored-objects.ts';
