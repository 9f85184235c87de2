function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${head}<title>${title}</title>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Comes with the cookie and goes on to the clean address; a redirect would lose a strict cookie on a clicked link. */
export const SIGNED_IN_PAGE = page(
  "Tunewright",
  '<p>Opening <a href="/">Tunewright</a> …</p>',
  '<meta http-equiv="refresh" content="0; url=/">\n',
);

/** What a browser without a session is told. */
export const SIGNED_OUT_PAGE = page(
  "Tunewright: not signed in",
  `<h1>This browser is not signed in</h1>
<p>Open the address that <code>tunewright serve</code> printed, with its token: it looks like <code>http://127.0.0.1:8765/?token=…</code></p>
<p>If the server was started anew since, its token is a new one: look into the terminal in which it runs.</p>`,
);
