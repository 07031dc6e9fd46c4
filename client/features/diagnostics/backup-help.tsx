import type { HelpPage } from '../../components/help.js';

/** A topic of the help of the Diagnostics page. */
export const BACKUP_TOPIC: HelpPage['topics'][number] = {
  id: 'backup',
  title: 'Backup',
  body: (
    <>
      <p>
        A backup is one file, made while mail flows: rules with their history, accounts, people and
        settings; the queue and the decision log where you want them. Mail in Maildir folders and
        certificate files of this server are not in it, and nobody&apos;s session.
      </p>
      <p>
        Passwords for other servers, pasted keys and second factors are sealed with a key. That key
        is in the file only when a pass phrase encrypts it. Without one, keep the file secret all
        the same: it holds hashes of passwords, and the mail that waits.
      </p>
      <p>
        Scheduled backups lie in a folder of this server (GATEPOST_BACKUPS names another one). When
        the disk fails they fail with it: fetch them from there. A backup that would leave less room
        than is kept free for mail is not made.
      </p>
      <p>
        <b>gatepost restore</b> puts a backup into an empty data folder, or with --replace beside
        what it moves away; --check only reads it. Messages that waited are held, since the old
        server may still deliver them: release them on the Queues page, or with{' '}
        <b>gatepost queue release --all</b>, once it is off.
      </p>
    </>
  ),
  exchange: 'was backed up with the whole server; its queue was not.',
};
