export { loadMasterKey, MasterKeyError, retireMasterKeys, rotateMasterKey } from './master-key.ts';
export { context } from './seal-context.ts';
export type { SealContext } from './seal-context.ts';
export { SEAL_OVERHEAD } from './sealed-bytes.ts';
export { keyId, newKey, Vault } from './vault.ts';
export { VaultError } from './vault-error.ts';
export { masterPlaces, MasterVault } from './master-vault.ts';
