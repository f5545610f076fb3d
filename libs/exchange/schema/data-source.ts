import { DataSource } from 'typeorm';
import { ApiKey, Attempt, Member, OneTimeLink, Person, ServiceAccount, Session } from '#exchange/access';
import { StoredCatalogue } from '#exchange/catalogues';
import { StoredCredential } from '#exchange/credentials';
import { DeniedAttempts, EditionCut } from '#exchange/disclosures';
import { Evidence, LooseObject } from '#exchange/evidence';
import { AccessRequest, Grant, GrantReader, Scope } from '#exchange/grants';
import { OutboxMessage } from '#exchange/jobs';
import { CompanyKey, ExchangeKey, KeySecret, SigningKey, StoredTrustFile } from '#exchange/keys';
import { LedgerEntry, Seal } from '#exchange/ledger';
import { Mail } from '#exchange/notifications';
import { Organization, OrganizationDomain, OrganizationIdentifier, Relation, Voucher } from '#exchange/organizations';
import {
  CompanyItem,
  DraftAnswer,
  Edition,
  EditionEvidence,
  EditionPreparation,
  EditionWithdrawal,
  Profile,
  StatusIndex,
} from '#exchange/profiles';
import { Terms, TermsAcceptance } from '#exchange/terms';
import { Names } from '#platform/database';
import { IdempotencyKey } from '#platform/http';
import { migrations } from './migrations/index.ts';

/** Every table there is. A table that is not here does not exist. */
export const entities = [
  Person,
  Organization,
  Member,
  Session,
  ServiceAccount,
  ApiKey,
  OneTimeLink,
  Attempt,
  OrganizationIdentifier,
  OrganizationDomain,
  Voucher,
  Relation,
  StoredCatalogue,
  Profile,
  DraftAnswer,
  CompanyItem,
  StoredCredential,
  Evidence,
  LooseObject,
  CompanyKey,
  SigningKey,
  KeySecret,
  ExchangeKey,
  StoredTrustFile,
  Edition,
  EditionEvidence,
  EditionPreparation,
  EditionWithdrawal,
  StatusIndex,
  Terms,
  Scope,
  Grant,
  GrantReader,
  TermsAcceptance,
  AccessRequest,
  EditionCut,
  DeniedAttempts,
  LedgerEntry,
  Seal,
  OutboxMessage,
  Mail,
  IdempotencyKey,
];

interface Connection {
  readonly connectionString: string;
  readonly options?: string;
  readonly max?: number;
}

/** A data source over every table. `synchronize` is off: the schema changes by migration only. */
export function createDataSource({ connectionString, ...extra }: Connection) {
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    namingStrategy: new Names(),
    synchronize: false,
    migrationsTransactionMode: 'all',
    extra,
    poolErrorHandler: () => undefined, // a dropped idle connection is replaced; the request that needs one says so
  });
}
