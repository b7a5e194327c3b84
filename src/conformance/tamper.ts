/** Letters changed in one message; more would only take time. */
const PLACES_MAX = 40;

/**
 * Changes one letter or digit of a message at a time, at places spread over its document where that
 * lies open, else over its first three quarters (the end of base64 may hold bits that mean nothing).
 */
export function tampered(body: string, document: string): readonly string[] {
  const start = Math.max(0, body.indexOf(document));
  const length = body.includes(document) ? document.length : Math.floor(body.length * 0.75);
  const places = Array.from({ length }, (_, index) => start + index).filter((at) =>
    /[A-Za-z0-9]/.test(body.charAt(at)),
  );
  const step = Math.max(1, Math.ceil(places.length / PLACES_MAX));
  return places
    .filter((_, index) => index % step === 0)
    .map((at) => body.slice(0, at) + otherLetter(body.charAt(at)) + body.slice(at + 1));
}

function otherLetter(letter: string): string {
  if (/\d/.test(letter)) return String((Number(letter) + 1) % 10);
  return /[a-y]/i.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 1) : 'k';
}
