/** `npm run bench`: prints figures, never a verdict. */
import { benchApply } from './apply.js';
import { benchDecisions } from './decisions.js';

await benchDecisions();
await benchApply();
