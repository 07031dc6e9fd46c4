/**
 * Proxies in front of the listeners: from these addresses a connection must begin with a PROXY header, and who
 * it says is believed; from all others none is read. Part of the delivery settings.
 */
import { z } from 'zod';
import { networkEntrySchema } from '../rules/schema.js';

export const proxiesSchema = z
  .array(networkEntrySchema)
  .max(1000, 'At most 1,000 networks.')
  .check(({ value, issues }) => {
    for (const [index, { network }] of value.entries()) {
      if (!network.endsWith('/0')) continue;
      const message = 'Everybody could then say to be somebody else: name the proxies alone.';
      issues.push({ code: 'custom', message, path: [index, 'network'], input: network });
    }
  });
