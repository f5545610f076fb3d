export { requestStates, type RequestState, AccessRequest } from './access-request.entity.ts';
export { GrantReader } from './grant-reader.entity.ts';
export { sharingLabels, type SharingLabel, deliveries, endings, Grant } from './grant.entity.ts';
export { type ScopeLevels, Scope } from './scope.entity.ts';
