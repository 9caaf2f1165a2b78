/** Three kinds of tests, and the same compiler settings for all: see CONTRIBUTING.md. */
const common = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^@parley/sdk$': '<rootDir>/sdk/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/(api|sdk|widget)/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

const files = (kind) =>
  ['api', 'sdk', 'widget', 'scripts', 'proofs'].map((folder) => `<rootDir>/${folder}/**/*.${kind}.ts`);
const database = {
  globalSetup: '<rootDir>/api/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/api/test/support/global-teardown.mjs',
};

export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: files('spec') },
    { ...common, ...database, displayName: 'integration', testMatch: files('int-spec') },
    { ...common, ...database, displayName: 'e2e', testMatch: files('e2e-spec') },
    { ...common, ...database, displayName: 'browser', testMatch: files('browser-spec') },
  ],
  testTimeout: 60_000,
  // Most tests wait for servers and for each other more than they work.
  maxWorkers: '100%',
};
