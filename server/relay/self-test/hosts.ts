/** The inbound host and the way out, asked as a delivery would begin: up to RCPT, and nothing is sent. */
import type { DialogueQuestion } from '../../../shared/api/dialogues.js';
import { bad, ok, skipped, warning, type Finding, type Step } from './step.js';
import type { Surroundings } from './surroundings.js';
import type { Transcript } from './transcript.js';

const WITHIN_MS = 40_000;

export function hostSteps(surroundings: Surroundings): Step[] {
  return [
    {
      id: 'inbound-host',
      title: 'Inbound host',
      within: WITHIN_MS,
      run: (transcript, signal) => {
        const { inbound, siteDomain } = surroundings.settings();
        const recipient = `postmaster@${siteDomain}`;
        return held(surroundings, { kind: 'inbound', inbound, recipient }, transcript, signal);
      },
    },
    {
      id: 'smart-host',
      title: 'Smart host',
      within: WITHIN_MS,
      run: (transcript, signal) => {
        const { outbound, tlsFor, siteDomain } = surroundings.settings();
        if (outbound.kind !== 'smarthost') {
          return skipped('None: mail goes straight to the mail exchangers of its domains.');
        }
        const recipient = `postmaster@${siteDomain}`;
        const question = { kind: 'outbound', outbound, tlsFor, recipient } as const;
        return held(surroundings, question, transcript, signal);
      },
    },
  ];
}

async function held(
  { hold }: Surroundings,
  question: DialogueQuestion,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Finding> {
  const { state, outcome } = await hold(question, transcript.tell, signal);
  if (state === 'good') return ok(outcome);
  const isRecipient = transcript.lines.at(-1)?.from === 'theirs' && saidLast(transcript);
  if (isRecipient) {
    return warning(
      `It answers, and does not take ${recipientOf(question)}: ${outcome}`,
      'Every mail server is to take mail for its postmaster (RFC 5321 4.5.1); other recipients may be taken.',
    );
  }
  return bad(outcome, 'Mail waits while this lasts. Mend it, or name another host (Connections).');
}

/** The last command was RCPT. */
function saidLast({ lines }: Transcript): boolean {
  const ours = lines.findLast(({ from }) => from === 'ours');
  return ours?.text.startsWith('RCPT ') ?? false;
}

function recipientOf(question: DialogueQuestion): string {
  return 'recipient' in question ? (question.recipient ?? '') : '';
}
