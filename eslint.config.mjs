import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which way imports may point: a room, and the rooms that it may not look into (docs/architecture.md). */
const ROOMS = ['model', 'dialects', 'description', 'client', 'panel', 'plugins', 'broker', 'cli'];
const ALLOWED = {
  model: [],
  dialects: ['model'],
  description: ['model'],
  client: ['model', 'dialects'],
  panel: ['model', 'client', 'description'],
  plugins: ['model', 'dialects', 'client', 'panel', 'description'],
  broker: ['model', 'dialects', 'client'],
  cli: ['model', 'dialects', 'client', 'description', 'broker']
};
const zones = Object.entries(ALLOWED).flatMap(([room, allowed]) =>
  ROOMS.filter(other => other !== room && !allowed.includes(other)).map(other => ({
    target: `./src/${room}`,
    from: `./src/${other}`,
    message: `${room} may import ${allowed.join(', ') || 'nothing'} of src`
  }))
);

export default tseslint.config(
  {
    ignores: [
      'lib/',
      'dist/',
      '.venv/',
      'node_modules/',
      'jupyterlab_execution_broker/',
      'ui-tests/test-results/',
      'ui-tests/playwright-report/'
    ]
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX, 'react-hooks': reactHooks, jupyter },
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.pure.json',
          './tsconfig.browser.json',
          './tsconfig.node.json',
          './tsconfig.test.json'
        ],
        tsconfigRootDir: import.meta.dirname
      }
    },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
      ]
    }
  },
  {
    files: ['src/{panel,plugins}/**/*.ts', 'src/{panel,plugins}/**/*.tsx', 'src/index.ts'],
    rules: {
      ...Object.fromEntries(
        Object.keys(jupyter.configs['recommended-legacy'].rules).map(rule => [rule, 'error'])
      ),
      ...reactHooks.configs.recommended.rules,
      // Lumino's signals take the method and its object apart: connect(this._onX, this).
      '@typescript-eslint/unbound-method': 'off'
    }
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: ['src/plugins/**', 'src/index.ts', '**/__tests__/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['@jupyterlab/application'] }]
    }
  },
  {
    files: ['**/__tests__/**', 'ui-tests/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off'
    }
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        URL: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        TextDecoderStream: 'readonly',
        PerformanceObserver: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
        globalThis: 'readonly',
        Event: 'readonly',
        document: 'readonly',
        MutationObserver: 'readonly',
        requestAnimationFrame: 'readonly'
      }
    }
  }
);
