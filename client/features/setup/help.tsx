import type { HelpPage } from '../../components/help.js';

export const SETUP_HELP: HelpPage = {
  title: 'Set-up',
  topics: [
    {
      id: 'setup',
      title: 'Set-up in steps',
      body: (
        <p>
          Each step is applied with Next and enforced at once; nothing that it sets cannot be
          changed later on the pages of the console. Finish later leaves without applying; the menu
          under your name leads back.
        </p>
      ),
      exchange: 'asked the same in its wizard: which address space, which host, and how to route.',
    },
    {
      id: 'host-test',
      title: 'Testing a host',
      body: (
        <p>
          The relay looks the host up, connects, greets, agrees on TLS and asks for the recipient
          with an empty sender, as a delivery would begin. Then it hangs up: nothing is sent. Lines
          with an arrow to the right are ours; a password is never shown.
        </p>
      ),
    },
  ],
};
