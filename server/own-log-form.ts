/** The shape of log lines where none is set: journald reads Postfix's, whoever reads a terminal or a file gets JSON. */
import { fstatSync } from 'node:fs';

/** systemd names the journal's stream by device and inode; a child with another output inherits the variable too. */
export function ownLogForm(
  variables: Readonly<Record<string, string | undefined>>,
): 'json' | 'postfix' {
  const named = variables['JOURNAL_STREAM'];
  if (!named) return 'json';
  try {
    const { dev, ino } = fstatSync(1);
    return named === `${dev}:${ino}` ? 'postfix' : 'json';
  } catch {
    return 'json';
  }
}
