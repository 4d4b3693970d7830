import { useState } from 'react';
import type { Screenshot } from '../../api/types';
import { ScreenshotStrip } from './ScreenshotStrip';
import { ScreenshotViewer } from './ScreenshotViewer';

/** Pictures of an add-on, small, and the one that is looked at. */
export function Screenshots({ shots, name }: { shots: Screenshot[]; name: string }) {
  const [at, setAt] = useState<number>();
  return (
    <>
      <ScreenshotStrip shots={shots} name={name} onOpen={setAt} />
      {at !== undefined && <ScreenshotViewer shots={shots} at={at} onMove={setAt} onClose={() => setAt(undefined)} />}
    </>
  );
}
