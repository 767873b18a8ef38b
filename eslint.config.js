import tseslint from 'typescript-eslint';

/** Third-party modules that only one folder may reach for: the rest of the tree sees our ports. */
const only = (...allowed) => ({
  paths: [
    { name: 'electron', message: 'Only main/ imports Electron.' },
    { name: 'node:child_process', message: 'Use app/platform/process/run.ts.' },
    { name: 'ssh2', message: 'Only app/platform/ssh/ speaks SSH.' },
    { name: 'node-forge', message: 'Only app/certificate/ builds certificates.' },
    { name: 'dockerode', message: 'Only app/platform/docker/ talks to the engine.' },
    { name: 'tar', message: 'Only app/doctor/report/ packs archives.' },
    { name: 'socks', message: 'Only app/platform/network/ dials.' },
    { name: 'commander', message: 'Only app/cli/ parses arguments.' },
  ].filter(({ name }) => !allowed.includes(name)),
});

export default tseslint.config(
  { ignores: ['dist*/', 'out/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.js', 'build/*.mjs', 'e2e/lab/stand-ins/*.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      'no-restricted-imports': ['error', only()],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['app/platform/process/**'],
    rules: { 'no-restricted-imports': ['error', only('node:child_process')] },
  },
  { files: ['app/platform/ssh/**'], rules: { 'no-restricted-imports': ['error', only('ssh2')] } },
  { files: ['app/certificate/**'], rules: { 'no-restricted-imports': ['error', only('node-forge')] } },
  { files: ['app/platform/docker/**'], rules: { 'no-restricted-imports': ['error', only('dockerode')] } },
  {
    files: ['app/doctor/report/**'],
    rules: { 'no-restricted-imports': ['error', only('tar')] },
  },
  { files: ['app/platform/network/**'], rules: { 'no-restricted-imports': ['error', only('socks')] } },
  {
    files: ['app/cli/**'],
    rules: { 'no-restricted-imports': ['error', only('commander', 'node:child_process')] },
  },
  // Types of Electron anywhere in main/; that only the entry and the preload take values, a test says.
  { files: ['main/**'], rules: { 'no-restricted-imports': ['error', only('electron')] } },
  {
    files: ['e2e/**', '**/*.test.ts', 'app/testing/**'],
    rules: {
      'no-restricted-imports': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  { files: ['build/**', '**/*.mjs', 'eslint.config.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['build/**'], rules: { 'no-console': 'off', 'no-restricted-imports': 'off' } },
);
