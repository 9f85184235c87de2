/** The Content-Disposition that offers a file under its name, whatever characters that has (RFC 6266 and 5987). */
export function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w .()+,@=-]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
