/** Every page and dialog: accessible in light, dark and high contrast, and whole on the phone and when zoomed in. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openPage } from '../support/browser.js';
import { ADMIN } from '../support/gatepost.js';
import { SCENES, setStage, showScene, type Stage } from '../support/scenes.js';

let browser: Browser;
let stage: Stage;
let page: Page;
let faults: readonly string[];

beforeAll(async () => {
  [browser, stage] = await Promise.all([openBrowser(), setStage()]);
  ({ page, faults } = await openPage(browser));
  await page.goto(stage.gatepost.consoleUrl);
  await page.getByLabel('Account').fill(ADMIN.username);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Log On' }).click();
  await page.getByRole('tabpanel').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

/** A window of 1280 by 800 at 200 and 400 percent (WCAG 1.4.10), and the phone. */
const SIZES = [
  ['200 %', 640, 400],
  ['400 %', 320, 200],
  ['the phone', 360, 740],
] as const;

const CONTRASTS = [
  ['light', { colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce' }],
  ['dark', { colorScheme: 'dark', forcedColors: 'none', reducedMotion: 'reduce' }],
  ['high contrast', { colorScheme: 'dark', forcedColors: 'active', reducedMotion: 'reduce' }],
] as const;

test.each(SCENES.map((scene) => [scene.name, scene] as const))('%s', async (_name, scene) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia(CONTRASTS[0][1]);
  await showScene(page, stage, scene);
  for (const [name, media] of CONTRASTS) {
    await page.emulateMedia(media);
    // What is said and in which order does not depend on the colours.
    const rules = name === 'light' ? undefined : ['color-contrast'];
    await expectAccessible(page, rules).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`);
    });
  }
  for (const [name, width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    // Two pictures later what follows the size of the window has followed.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const over = await page.evaluate(sideways);
    expect([name, over]).toEqual([name, []]);
  }
  expect(faults).toEqual([]);
});

/** What is wider than the window, or cut off without a way to scroll to it. */
function sideways(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page, by ${scrollWidth - clientWidth} px`] : [];
  for (const place of document.querySelectorAll('.page, .dlg-body, [role=tabpanel]')) {
    const { overflowX } = getComputedStyle(place);
    const wider = place.scrollWidth - place.clientWidth;
    if (wider > 1 && overflowX !== 'visible')
      found.push(`${place.className || 'tabpanel'}, by ${wider} px`);
  }
  return found;
}
