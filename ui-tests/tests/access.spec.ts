import { expect, test } from '../fixtures';

test('without a login the broker answers nobody', async ({ server, request }) => {
  const sessions = `${server.url}/execution-broker/sessions`;
  expect((await request.get(sessions, { maxRedirects: 0 })).status()).toBe(403);
  expect((await request.post(`${server.url}/execution-broker/requests`)).status()).toBe(403);
});

test('a page of somebody else cannot make a browser ask', async ({ lab, server, page }) => {
  await lab.open('orbits/orbits.ipynb');
  const { request } = page.context();
  const url = `${server.url}/execution-broker/requests`;
  // With the browser's cookies, but without the header that only Jupyter's own pages can make.
  expect((await request.get(`${server.url}/execution-broker/sessions`)).status()).toBe(200);
  const refused = await request.post(url, { data: {} });
  expect(refused.status()).toBe(403);
  expect(await refused.text()).toContain('_xsrf');

  const cookies = await page.context().cookies();
  const xsrf = cookies.find(({ name }) => name === '_xsrf')?.value ?? '';
  const taken = await request.post(url, { data: {}, headers: { 'X-XSRFToken': xsrf } });
  // It came in, and the broker itself says what is wrong with it.
  expect(taken.status()).toBe(400);
});
