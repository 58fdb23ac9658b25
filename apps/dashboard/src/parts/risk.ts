import type { Tone } from './tone.ts';

/** What the label `risk` says, where requests carry it. */
export function riskOf(
  labels: Readonly<Record<string, string>>,
): { readonly words: string; readonly tone: Tone } | null {
  const risk = labels['risk'];
  if (risk === undefined || risk === '') return null;
  const tone: Tone = /^(high|critical|severe)$/i.test(risk)
    ? 'red'
    : /^medium$/i.test(risk)
      ? 'amber'
      : 'grey';
  return { words: `${risk} risk`, tone };
}
