/** `npm run shots -- --to FOLDER`: every page and dialog, wide and narrow, light and dark. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { ADMIN } from '../support/gatepost.js';
import { LOOKS, openBrowser, openPage } from '../support/browser.js';
import { SCENES, setStage, shotPath, showScene } from '../support/scenes.js';

const { to, only } = new Command('shots')
  .description('Takes pictures of every page and dialog.')
  .option('--to <folder>', 'where they are put', join(tmpdir(), 'gatepost-shots'))
  .option('--only <text>', 'scenes whose names hold it', '')
  .parse()
  .opts<{ to: string; only: string }>();

mkdirSync(to, { recursive: true });
const stage = await setStage();
const browser = await openBrowser();
let taken = 0;
let failed = 0;
for (const look of LOOKS) {
  const { page } = await openPage(browser, { look });
  page.setDefaultTimeout(10_000);
  await page.goto(stage.gatepost.consoleUrl);
  await page.getByLabel('Account').fill(ADMIN.username);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Log On' }).click();
  await page.getByRole('tabpanel').waitFor();
  const name = `${look.width}-${look.colorScheme}`;
  for (const scene of SCENES.filter((each) => each.name.includes(only))) {
    try {
      await showScene(page, stage, scene);
      await page.screenshot({ path: shotPath(to, scene, name) });
      taken += 1;
    } catch (error) {
      failed += 1;
      console.log(`${scene.name} ${name}: ${(error as Error).message.split('\n')[0]}`);
      await page.screenshot({ path: shotPath(to, scene, `${name}-failed`) });
    }
  }
  await page.context().close();
}
await browser.close();
await stage.stop();
console.log(`${taken} pictures in ${to}${failed > 0 ? `, ${failed} failed` : ''}.`);
process.exitCode = failed > 0 ? 1 : 0;
