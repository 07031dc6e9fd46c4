import { z } from 'zod';

/** The policy of the page forbids code made from text. Schemas would try it once, and the browser would report it. */
export function keepPolicy(): void {
  z.config({ jitless: true });
}
