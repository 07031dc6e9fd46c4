/** A command that could not be carried out: shown as one line, or with `--json` as the API's error. */
import type { AppError, Issue } from '../../../shared/api/errors.js';

/** Exit codes of the administrator's commands. */
export const DONE = 0;
/** Carried out, and the answer is no: a request that is rejected, a check that finds something. */
export const ANSWER_IS_NO = 1;
export const NOT_DONE = 2;

export interface CommandError {
  readonly code: string;
  readonly message: string;
  readonly issues?: readonly Issue[];
  /** To be confirmed. */
  readonly findings?: readonly { readonly id: string }[];
}

export class CommandFault extends Error {
  override name = 'CommandFault';

  constructor(readonly error: CommandError) {
    super(lineOf(error));
  }
}

/** Nobody answers at the socket: some commands know another way then. */
export class NobodyAnswers extends CommandFault {
  constructor(what: string, socketPath: string) {
    super({
      code: 'unavailable',
      message: `No ${what} answers at ${socketPath}: is Gatepost running there?`,
    });
  }
}

/** What the API would have answered, where it was asked here. */
export function faultFrom({ code, message, details }: AppError): CommandFault {
  const { issues } = details;
  return new CommandFault({ code, message, ...(issues && { issues }) });
}

/** The console is down, and its database does not help either. */
export function notStoredEither(problem: string): CommandFault {
  const message = `The console does not answer, and ${problem}`;
  return new CommandFault({ code: 'unavailable', message });
}

/** What was given on the command line cannot be taken. */
export function misused(message: string): CommandFault {
  return new CommandFault({ code: 'invalid', message });
}

function lineOf({ message, issues = [], findings = [] }: CommandError): string {
  const [first, ...more] = issues;
  const meant = first?.suggestion === undefined ? '' : ` Did you mean ${first.suggestion}?`;
  const others = more.length > 0 ? ` (and ${more.length} more: --json names them)` : '';
  const wishes = findings.map(({ id }) => ` --confirm ${id}`).join('');
  const confirming = wishes === '' ? '' : ` If that is wanted:${wishes}`;
  return `${message}${meant}${others}${confirming}`.replaceAll('\n', ' ');
}
