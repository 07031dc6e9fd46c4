/** The policy of the page forbids code made from text. Schemas would try it once, and the browser would report it. */
import { z } from 'zod';

z.config({ jitless: true });
