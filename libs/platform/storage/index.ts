export { openStorage } from './open-storage.ts';
export { newObjectId, ObjectMissing } from './stored-objects.ts';
export type { StoredObjects } from './stored-objects.ts';
