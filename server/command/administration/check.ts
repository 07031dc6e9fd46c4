/** `gatepost check`: decides one request, as the relay would. */
import { Option, type Command } from 'commander';
import { DECIDE_PATH } from '../../../shared/api/routing.js';
import { VERDICTS, type Decision, type Verdict } from '../../../shared/engine/decision.js';
import { ANSWER_IS_NO, DONE, faultFrom, NobodyAnswers } from './fault.js';
import { rulesIn } from './files.js';
import { doing, type Asked, type Settings } from './frame.js';
import { remark, say, sayJson } from './output.js';

interface CheckOptions {
  readonly peer: string;
  readonly to: string;
  readonly from?: string;
  readonly account?: string;
  readonly localAddress?: string;
  readonly helo?: string;
  readonly at?: string;
  readonly rules?: string;
  readonly expect?: Verdict;
}

const CODES = `
Ends with 0 when the recipient would be taken (inbound or relay), with 1 when it would be rejected, with 2 when it
could not be said. With --expect: with 0 when that is the verdict, else with 1.`;

export function addCheck(program: Command, settings: Settings): void {
  doing<CheckOptions>(
    program
      .command('check')
      .description('say what would become of a recipient, and why; nothing is sent')
      .requiredOption('--peer <address>', 'who connects')
      .requiredOption('--to <address>', 'the recipient')
      .option('--from <address>', 'the sender; without: none')
      .option('--account <name>', 'who has logged on; without: nobody')
      .option('--local-address <address>', 'which address of this host it connects to')
      .option('--helo <name>', 'what it calls itself')
      .option('--at <time>', 'ISO 8601; without: now')
      .option('--rules <file>', 'a draft, as `rules show --json` prints it; - for standard input')
      .addOption(new Option('--expect <verdict>', 'the verdict that is right').choices(VERDICTS))
      .addHelpText('after', CODES),
    settings,
    check,
  );
}

async function check(asked: Asked, options: CheckOptions): Promise<number> {
  const decision = await decided(asked, options);
  if (asked.asJson) sayJson(decision);
  else sayDecision(decision);
  const isRight =
    options.expect === undefined
      ? decision.verdict !== 'reject'
      : decision.verdict === options.expect;
  return isRight ? DONE : ANSWER_IS_NO;
}

async function decided({ console, environment }: Asked, options: CheckOptions): Promise<Decision> {
  const { peer, to: recipient, from, account, localAddress, helo, at, rules: file } = options;
  const request = {
    peer,
    recipient,
    ...(from !== undefined && { sender: from }),
    ...(account !== undefined && { account }),
    ...(localAddress !== undefined && { localAddress }),
    ...(helo !== undefined && { helo }),
    at: at ?? new Date().toISOString(),
  };
  const rules = file === undefined ? undefined : rulesIn(file);
  try {
    const asking = { body: { request, ...(rules !== undefined && { rules }) } };
    return (await console.send<Decision>('POST', DECIDE_PATH, asking)).body;
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    remark('The console is down: decided here, by its database.');
    return decidedHere(environment, request, rules);
  }
}

async function decidedHere(
  environment: Asked['environment'],
  asked: unknown,
  draft: unknown,
): Promise<Decision> {
  const [
    { storedRules },
    { compile },
    { decide },
    { decideBodySchema },
    { readAs, AppError, invalidRules },
  ] = await Promise.all([
    import('./stored.js'),
    import('../../../shared/engine/compile.js'),
    import('../../../shared/engine/decide.js'),
    import('../../../shared/api/routing.js'),
    import('../../../shared/api/errors.js'),
  ]);
  const { rulesSchema } = await import('../../../shared/rules/schema.js');
  try {
    const { request } = readAs(decideBodySchema, { request: asked });
    const stored = storedRules(environment);
    const rules = draft === undefined ? stored.rules : readAs(rulesSchema, draft, ['rules']);
    const compilation = compile(rules, stored.host);
    if (compilation.compiled) return decide(compilation.compiled, request);
    throw invalidRules(compilation.ok ? [] : compilation.issues);
  } catch (error) {
    throw error instanceof AppError ? faultFrom(error) : error;
  }
}

/** The verdict, the reply that the peer would get, and the criteria one by one. */
export function sayDecision({ verdict, reason, rule, reply, recipient, trace }: Decision): void {
  say(`${verdict}: ${reason}${rule === undefined ? '' : ` (${rule})`}`);
  say(`recipient  ${recipient}`);
  say(`reply      ${reply.code} ${reply.enhanced} ${reply.text}`);
  for (const { step, outcome, text } of trace) {
    say(`${outcome.padEnd(11)}  ${step.padEnd(18)}  ${text}`);
  }
}
