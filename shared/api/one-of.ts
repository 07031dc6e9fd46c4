/** One name of a closed list; another one is refused with the list and the name that is nearest. */
import { z } from 'zod';
import { nearestName } from './nearest-name.js';

export function oneOf<const T extends string>(names: readonly T[]) {
  return z.string().transform((input, context): T => {
    const name = names.find((each) => each === input);
    if (name !== undefined) return name;
    const suggestion = nearestName(input.slice(0, 40), names);
    const message = `One of ${names.join(', ')}.`;
    context.addIssue({ code: 'custom', message, params: { suggestion } });
    return z.NEVER;
  });
}
