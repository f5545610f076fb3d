// The one direction of dependencies: contracts ← proof, platform ← exchange ← apps. Each rule has a planted violation
// in test/architecture.spec.ts that proves it can fail.

// Specs reach out to the whole system to build what they need, and are no part of the picture.
const specs = '\\.(spec|e2e-spec)\\.ts$';
const ours = '^(apps|libs)/';

/** A layer may use what it names and nothing else of ours. */
const layer = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: ours, pathNot: allowed },
});

module.exports = {
  forbidden: [
    layer('contracts-know-nothing-of-us', 'What crosses a wire stands alone.', '^libs/contracts/', '^libs/contracts/'),
    layer('proof-stands-on-contracts', 'A stranger can recompute it.', '^libs/proof/', '^libs/(proof|contracts)/'),
    layer('platform-has-no-product', 'Plumbing knows no product.', '^libs/platform/', '^libs/(platform|contracts)/'),
    layer('exchange-opens-no-door', 'The product knows no process.', '^libs/exchange/', '^libs/'),
    layer(
      'verifier-needs-no-exchange',
      'Whoever checks us must not run us.',
      '^apps/verifier/',
      '^(apps/verifier|libs/proof|libs/contracts)/',
    ),
    layer('web-has-no-privilege', 'A client like any other.', '^apps/web/', '^(apps/web|libs/proof|libs/contracts)/'),
    {
      name: 'apps-stand-apart',
      comment: 'What two processes share belongs in libs.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'proof-is-pure',
      comment: 'No framework, no database, no network, no file: bytes in, verdict out.',
      severity: 'error',
      from: { path: '^libs/proof/' },
      to: {
        path: '^(node:)?(fs|net|http|https|http2|tls|dns|child_process|process)(/|$)|node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|fastify)(/|$)',
      },
    },
    {
      name: 'only-through-the-front-door',
      comment: 'Another folder is used through what its index, or the imports map, offers.',
      severity: 'error',
      from: { path: '^libs/(platform|exchange)/([^/]+)/' },
      to: { path: '^libs/(platform|exchange)/[^/]+/', pathNot: ['^libs/$1/$2/', '^libs/[^/]+/[^/]+/index\\.ts$'] },
    },
    {
      name: 'apps-use-the-front-door',
      comment: 'Doors open the product by its front, too.',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/(platform|exchange)/[^/]+/', pathNot: '^libs/[^/]+/[^/]+/index\\.ts$' },
    },
    {
      name: 'libraries-by-their-name',
      comment: 'Across libraries and folders, say #contracts, not ../../contracts.',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/(?:contracts|proof)|libs/(?:platform|exchange)/[^/]+)/' },
      to: { path: '^libs/', pathNot: '^$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'schema-is-the-last',
      comment: 'The one place that knows every table is known by none of them.',
      severity: 'error',
      from: { path: '^libs/exchange/', pathNot: '^libs/exchange/schema/' },
      to: { path: '^libs/exchange/schema/' },
    },
    {
      name: 'no-cycle',
      comment: 'In native modules a cycle between two entities is a crash at start-up; two types that need each other belong together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-between-folders',
      comment: 'Two features that need each other are one feature, or hide a third.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^libs/(platform|exchange)/' },
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'Also how a deep import through the imports map shows: it resolves to nothing.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'Builders stay out of what runs.',
      severity: 'error',
      from: { path: ours },
      to: { path: '^test/' },
    },
    {
      name: 'no-development-dependency',
      comment: 'What production imports must be installed in production.',
      severity: 'error',
      // The one exception runs only where there are sources to compile, never from dist.
      from: { path: ours, pathNot: ['^apps/web/', '^libs/platform/threads/source-hooks\\.mjs$'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', specs] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    // Without this the check would look at dist, and pass everything.
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'require', 'node', 'default'], exportsFields: ['exports'] },
  },
};
