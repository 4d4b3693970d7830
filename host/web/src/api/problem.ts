import type { Holder } from './types';

interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  code?: string;
  holders?: Holder[];
  field?: string;
  [other: string]: unknown;
}

/** A refusal in the form of RFC 9457, as every part of the host answers. */
export class Problem extends Error {
  readonly status: number;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }

  get code(): string {
    return this.body.code ?? '';
  }

  /** The host's own title; of a bare status there is only HTTP's, which tells a person nothing. */
  get title(): string | undefined {
    return this.body.type === undefined || this.body.type === 'about:blank' ? undefined : this.body.title;
  }

  get holders(): Holder[] {
    return this.body.holders ?? [];
  }
}

/** What was asked for is not there, or not for whom asks. */
export function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

/** Status 0: no answer came at all. */
export function unreachable(): Problem {
  return new Problem(0, { code: 'unreachable' });
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return new Problem(response.status, JSON.parse(text) as ProblemBody);
  } catch {
    return new Problem(response.status, { title: response.statusText });
  }
}
