/** The self-test: begun, followed and stopped here; the last one stays until the relay ends. */
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Part } from '../../components/part.js';
import { Empty, Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { Progress } from '../../components/progress.js';
import { When } from '../../components/when.js';
import { SelfTestResults } from './self-test-results.js';
import { progressText, sumText } from './self-test-words.js';
import { useSelfTest } from './use-self-test.js';

export function SelfTestPart() {
  const { begin, stop, last, running, fault } = useSelfTest();
  return (
    <Part
      title="Self-test"
      help="self-test"
      lead="The relay attacked from an address that nothing permits, and what it depends on"
    >
      <div className="self-test stack">
        <div className="asked">
          <Button
            label={running ? 'Testing…' : 'Run the self-test'}
            disabled={running}
            onPress={begin}
          />
          {last && (
            <output className="q">
              {last.endedAt !== null && (
                <>
                  {last.state === 'stopped' ? 'Stopped' : 'Run'} <When at={last.endedAt} day />:{' '}
                  {sumText(last.steps)}
                </>
              )}
            </output>
          )}
        </div>
        {last?.state === 'running' && (
          <Progress
            text={progressText(last)}
            done={last.steps.length}
            total={last.count}
            onStop={stop}
          />
        )}
        {fault !== null && <ProblemLine>{faultText(fault)}</ProblemLine>}
        {last === undefined && fault === null && <Skeleton rows={3} />}
        {last === null && !running && (
          <Empty title="No self-test since the relay was started">
            It takes up to two minutes. Nothing is sent to anybody, and mail goes on meanwhile.
          </Empty>
        )}
        {last && last.steps.length > 0 && <SelfTestResults key={last.id} steps={last.steps} />}
      </div>
    </Part>
  );
}
