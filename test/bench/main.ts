/** `npm run bench`: prints figures, never a verdict. */
import { benchDecisions } from './decisions.js';

await benchDecisions();
