function page(title: string, body: string, head = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;
}

/**
 * Answers the address with the token. It sets the cookie and then goes to the clean address by itself: a redirect
 * would lose a strict cookie when the link was clicked in another program.
 */
export const WELCOME_PAGE = page(
  "Tunewright",
  '<p>Opening Tunewright … <a href="/">Go on</a> if nothing happens.</p>',
  '<meta http-equiv="refresh" content="0;url=/">',
);

/** Answers a browser that has no session. */
export const SIGNED_OUT_PAGE = page(
  "Tunewright",
  "<h1>This browser is not signed in</h1><p>Open the address that Tunewright has printed in its terminal: it ends in <code>?token=…</code>. A server that was started anew has a new one.</p>",
);
