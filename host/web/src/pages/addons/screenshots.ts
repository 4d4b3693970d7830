/** Which picture a key leads to from picture `at` of `count`; the same where there is none further. */
export function pictureAfter(key: string, at: number, count: number): number {
  const wanted = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[key] ?? at;
  return Math.min(Math.max(wanted, 0), count - 1);
}
