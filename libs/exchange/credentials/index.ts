export { storedCredentialStates, type StoredCredentialState, Credential } from './credential.entity.ts';
