import { Component, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

/** Catches a fault of one section: the rest of the frame stays, and drafts are kept. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="mx-auto max-w-140 p-8">
        <ErrorNote
          error={error}
          action={
            <>
              <Button onClick={() => this.setState({ error: null })}>Show the section again</Button>
              <Button onClick={() => window.location.reload()}>Reload the page</Button>
            </>
          }
        />
      </div>
    );
  }
}
