const SECRETS: readonly { name: string; pattern: RegExp }[] = [
  { name: "an API key (sk-…)", pattern: /(?<![\w-])sk-(?=[\w-]{0,200}[A-Z0-9])[\w-]{20,}/ },
  { name: "an AWS access key (AKIA…)", pattern: /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)/ },
  { name: "a GitHub token (ghp_…)", pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/ },
  { name: "a private key (PEM)", pattern: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/ },
];

/** What kind of secret a text holds, in words that do not repeat it; null for none. */
export function findSecret(text: string): string | null {
  return SECRETS.find(({ pattern }) => pattern.test(text))?.name ?? null;
}
