import { defineConfig } from '@playwright/test';

const { CHROMIUM, PLAYWRIGHT_JSON_OUTPUT_NAME, UPDATE_SCREENSHOTS } = process.env;

/**
 * A real JupyterLab, a real broker and real kernels; Jupyter's own token and XSRF check stay on.
 * `CHROMIUM` is the path of a browser; without it, Playwright's own is taken.
 */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // The pictures of the documentation are taken by UPDATE_SCREENSHOTS=1 alone.
  testIgnore: UPDATE_SCREENSHOTS ? [] : ['screenshots.spec.ts'],
  // Environments are built on the first run, and machines that test are busy.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: PLAYWRIGHT_JSON_OUTPUT_NAME
    ? [['line'], ['json', { outputFile: PLAYWRIGHT_JSON_OUTPUT_NAME }]]
    : [['line']],
  use: {
    actionTimeout: 60_000,
    viewport: { width: 1400, height: 950 },
    locale: 'en-GB',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(CHROMIUM ? { executablePath: CHROMIUM } : {}),
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  projects: [{ name: 'chromium' }]
});
