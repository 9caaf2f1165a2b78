import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What must not be imported, and why. */
const walls = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'sdk/src/contract/', '**/.parley/', '**/.cache/', 'docs/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Gateways and controllers return promises that the framework awaits.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true }],
      'no-console': 'error',
    },
  },
  {
    // Injected classes are values to the framework: a type import of one would leave it nothing to inject.
    files: ['api/src/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config reads the environment.' },
      ],
      ...walls([
        { group: ['@parley/*', '**/sdk/**', '**/widget/**'], message: 'The api depends on no other workspace.' },
      ]),
    },
  },
  {
    files: ['api/src/**/*.ts'],
    ignores: ['**/*spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name="name"][object.name=/^[A-Z]/]',
          message: 'The bundle keeps no names of classes and functions.',
        },
      ],
    },
  },
  {
    files: ['api/src/main.ts', 'api/src/config/**'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['sdk/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: walls([
      {
        group: ['**/api/**', '@parley/*', '**/widget/**'],
        message: 'The SDK depends on the generated contract alone.',
      },
    ]),
  },
  {
    files: ['widget/src/**/*.ts'],
    ignores: ['widget/src/controllers/**', 'widget/src/**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['**/api/**', '**/sdk/**'], message: 'The widget talks to the server through the SDK.' }],
        },
      ],
    },
  },
  {
    files: ['**/*.{spec,int-spec,e2e-spec,browser-spec}.ts', '**/test/**/*.ts'],
    rules: {
      // jest's matchers and the JSON of answers are untyped.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'no-restricted-properties': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['widget/pages/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'location',
          'history',
          'addEventListener',
          'customElements',
          'CustomEvent',
          'MutationObserver',
          'requestAnimationFrame',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'performance',
          'console',
          'URL',
          'setTimeout',
          'clearTimeout',
          'globalThis',
          'fetch',
          'Buffer',
          'AbortController',
          'setInterval',
          'clearInterval',
          'document',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
