import { useEffect } from 'react';
import { root } from './client';

type Listener = (payload: never) => void;

/** The host's server-sent events, for as long as the component stands; the browser reconnects by itself. */
export function useEvents(listeners: Record<string, Listener>): void {
  useEffect(() => {
    const source = new EventSource(`${root}/events`);
    for (const [name, listener] of Object.entries(listeners)) {
      source.addEventListener(name, (event) => listener(JSON.parse(event.data as string) as never));
    }
    return () => source.close();
    // One stream per page: the listeners of the first render keep to stable setters.
  }, []);
}
