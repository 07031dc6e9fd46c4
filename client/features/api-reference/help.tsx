import { Link } from 'react-router';
import type { HelpPage } from '../../components/help.js';

export const API_HELP: HelpPage = {
  title: 'API reference',
  topics: [
    {
      id: 'api-reference',
      title: 'API reference',
      body: (
        <p>
          Every operation of the API with its parameters, its body and its answer. Each has an
          address of its own that can be sent to a colleague.{' '}
          <Link to="/api-reference">Show all operations</Link>
        </p>
      ),
      exchange:
        'was set by its administrator program alone; what that did stood in the registry and the directory.',
    },
    {
      id: 'api-try',
      title: 'Try it',
      body: (
        <p>
          Sends the request with your session. What changes something is asked about first, and is
          really done: it stands in the audit trail under your name.
        </p>
      ),
    },
  ],
};
