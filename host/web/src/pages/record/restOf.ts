/** What an entry of a timeline says beyond its headline: nothing is said twice. */
export function restOf(summary: string, body: string): string {
  const goesOn = body.startsWith(summary) && /^(\s|$)/.test(body.slice(summary.length));
  return (goesOn ? body.slice(summary.length) : body).trim();
}
