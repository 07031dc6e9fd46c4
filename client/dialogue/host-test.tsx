/** "Test": the relay talks to a host as it is typed here, and every line is shown. Nothing is stored or sent. */
import { useState } from 'react';
import { dialogueSchema, type DialogueQuestion } from '../../shared/api/dialogues.js';
import { issuesFromZod } from '../../shared/api/errors.js';
import { faultText } from '../api/request.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { ProblemLine } from '../components/problem.js';
import { DialogueLines } from './dialogue-lines.js';
import { useDialogue } from './use-dialogue.js';

interface HostTestProps {
  /** `&Test this host`. */
  readonly label: string;
  /** Asked for until it is changed here. */
  readonly recipient: string;
  readonly question: (recipient: string) => DialogueQuestion;
  readonly recipientNeeded?: boolean;
}

export function HostTest({ label, question, recipientNeeded = false, ...props }: HostTestProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const dialogue = useDialogue();
  const recipient = (typed ?? props.recipient).trim();
  const ask = () => {
    const read = dialogueSchema.safeParse(question(recipient));
    const [issue] = read.success ? [] : issuesFromZod(read.error);
    setWrong(issue ? issue.message : null);
    if (read.success) dialogue.begin(question(recipient));
  };
  return (
    <div className="host-test" data-help="host-test">
      <div className="asked">
        <Field
          mono
          label="Asked for"
          value={typed ?? props.recipient}
          onChange={setTyped}
          hint={
            recipientNeeded
              ? 'A recipient. Nothing is sent.'
              : 'A recipient, or nobody. Nothing is sent.'
          }
        />
        <Button
          label={dialogue.running ? 'Testing…' : label}
          disabled={dialogue.running}
          onPress={ask}
        />
      </div>
      {wrong !== null && <ProblemLine>{wrong}</ProblemLine>}
      {dialogue.fault !== null && <ProblemLine>{faultText(dialogue.fault)}</ProblemLine>}
      {dialogue.held && <DialogueLines held={dialogue.held} />}
    </div>
  );
}
