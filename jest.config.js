/** Two projects: what runs in the page is tested in jsdom, everything else in plain Node. */
const shared = {
  transform: {
    '^.+\\.[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } }
        },
        module: { type: 'commonjs' }
      }
    ],
    '^.+\\.mjs$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }]
  },
  transformIgnorePatterns: [],
  modulePathIgnorePatterns: [
    '<rootDir>/lib/',
    '<rootDir>/jupyterlab_execution_broker/',
    '<rootDir>/ui-tests/',
    '<rootDir>/.venv/'
  ]
};

module.exports = {
  // Against a hang, not a measurement: machines that test are busy.
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/src/{model,dialects,description,client,broker,cli}/**/__tests__/*.test.ts'
      ]
    },
    {
      ...shared,
      displayName: 'browser',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/src/{panel,plugins}/**/__tests__/*.test.{ts,tsx}'],
      moduleNameMapper: {
        '\\.(css|less)$': '<rootDir>/scripts/jest-stub.js',
        '\\.svg$': '<rootDir>/scripts/jest-stub.js'
      },
      setupFiles: ['<rootDir>/scripts/jest-browser.js']
    }
  ]
};
