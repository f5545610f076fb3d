/**
 * How a pool connects: the login role owns nothing and inherits nothing; the hat it wears is named at start-up.
 * @param url connection URL of the login role
 * @param role the group role this pool acts as
 */
export function connectionOptions(url: string, role: 'warifu_app' | 'warifu_reader' | 'warifu_sealer') {
  return {
    connectionString: url,
    options: `-c role=${role} -c TimeZone=UTC -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000`,
    connectionTimeoutMillis: 4000,
    application_name: role,
  };
}
