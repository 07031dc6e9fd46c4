/** What a replay cannot know, sentence by sentence. */
import type { Preview } from '../../../shared/api/preview.js';
import { spanText } from './preview-words.js';

const DAY_MS = 86_400_000;
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

export function unknownText(preview: Preview, days: number): readonly string[] {
  const { since, oldest } = preview;
  const from = Math.floor(Date.parse(since) / DAY_MS) * DAY_MS;
  const reaches = oldest === null ? null : DAY.format(new Date(oldest));
  return [
    `Peers that sent nothing in ${spanText(days)}, and mail that a refused peer gave up sending.`,
    ...(oldest === null
      ? []
      : Date.parse(oldest) > from + DAY_MS
        ? [`The log reaches back to ${reaches} only: what came before is not counted.`]
        : [`Longer gaps need a longer replay: the log reaches back to ${reaches}.`]),
    `Traffic is kept by whole days (UTC): what is counted begins on ${DAY.format(new Date(from))}. All of it is asked as if it came now.`,
    'Of the part before the @ it is only known whether it carries routing of its own.',
    'Whether a next hop would take the mail, or refuse it later, is not replayed.',
  ];
}
