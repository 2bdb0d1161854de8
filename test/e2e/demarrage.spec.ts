import { expect, expectAccessible, test } from './liasse.ts'

test('an empty register opens in the browser, and the address serves once', async ({
  page,
  liasse,
  browser,
}) => {
  await expect(page).toHaveTitle(/Liasse/)
  await expect(page.getByRole('main')).toBeVisible()
  await expectAccessible(page)
  expect(new URL(page.url()).search).toBe('')

  const ailleurs = await (await browser.newContext()).newPage()
  expect((await ailleurs.goto(liasse.adresse))?.status()).toBe(403)
  await expect(ailleurs.getByText('a déjà servi')).toBeVisible()
})

test('a page of another site cannot use the session', async ({ page, liasse }) => {
  const { origin } = new URL(liasse.adresse)
  const nue = await page.request.post(`${origin}/rpc/systeme/etat`, { headers: { origin } })
  expect(nue.status(), 'without the header of the interface').toBe(403)
  await page
    .context()
    .route('http://autre.invalid/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>autre</title>' }),
    )
  const autre = await page.context().newPage()
  await autre.goto('http://autre.invalid/')
  const lue = await autre.evaluate(
    (adresse) =>
      fetch(adresse, { credentials: 'include' }).then(
        () => 'read',
        () => 'refused',
      ),
    origin,
  )
  expect(lue).toBe('refused')
})
