/** A page or dialog that is fetched when it is first wanted; when that fails, what stands around it stays. */
import { Component, lazy, type ComponentType, type ReactNode } from 'react';
import { faultText } from '../api/request.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

/** A part whose fetching failed is fetched anew the next time it is wanted. */
export function laterPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  const fresh = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (fault) {
        Part = fresh();
        throw fault;
      }
    }) as ComponentType<P>;
  let Part = fresh();
  return function LaterPart(props: P) {
    return <Part {...props} />;
  };
}

interface PartBoundaryProps {
  readonly children: ReactNode;
}

/** Keeps the fault of one part from taking the window, and the draft in it, along. */
export class PartBoundary extends Component<PartBoundaryProps, { readonly fault: unknown }> {
  override state = { fault: null as unknown };

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <Notice
        kind="bad"
        role="alert"
        actions={<Button label="Try again" onPress={() => this.setState({ fault: null })} />}
      >
        <b>This part of the console could not be shown.</b>{' '}
        <span className="q">Your draft is kept. {faultText(fault)}</span>
      </Notice>
    );
  }
}
