/** Spelling made comparable: what a reader types finds what the data writes otherwise. */

const OLD_FORMS = new Map<string, string>();
for (const group of ["竜龍", "高髙", "崎﨑", "沢澤", "浜濱濵", "広廣", "辺邉邊", "斎齋", "桧檜", "釜竈", "梼檮"]) {
  for (const letter of group) OLD_FORMS.set(letter, group[0]!);
}

/** Katakana to hiragana, so that both spellings agree. */
function hiragana(text: string): string {
  return text.replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

/**
 * NFKC (half-width kana become full), lower case, no marks over letters, no long vowels, no spaces or
 * punctuation; katakana as hiragana; old forms of characters as the common ones; Hepburn m before b and p as n.
 */
export function fold(text: string): string {
  let folded = text.slice(0, 400).normalize("NFKC").toLowerCase();
  folded = folded.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
  folded = folded.replace(/[^]/gu, (letter) => OLD_FORMS.get(letter) ?? letter);
  // 龍ケ崎, 龍ヶ崎 and 竜が崎; 虎ノ門 and 虎之門
  folded = folded.replace(/(?<=[\u4e00-\u9fff])[ケヶが箇](?=[\u4e00-\u9fff])/g, "が");
  folded = folded.replace(/(?<=[\u4e00-\u9fff])[ノ之](?=[\u4e00-\u9fff])/g, "の");
  folded = hiragana(folded);
  folded = folded.replace(/[ー‐‑–—−\-\s・･·.,'’"()（）「」\[\]&\/、。]+/g, "");
  folded = folded.replace(/m(?=[bmp])/g, "n");
  return folded.replace(/o[ou]+/g, "o").replace(/uu+/g, "u");
}

const SYLLABLES: Record<string, string> = {};
const table =
  "あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto " +
  "なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo " +
  "らra りri るru れre ろro わwa をo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo " +
  "だda ぢji づzu でde どdo ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ぁa ぃi ぅu ぇe ぉo ゔvu";
for (const pair of table.split(" ")) SYLLABLES[pair[0]!] = pair.slice(1);

/** Kana in Roman letters (Hepburn), folded; what is not kana stays. */
export function romanized(folded: string): string {
  let out = "";
  for (let i = 0; i < folded.length; i++) {
    const [letter, next] = [folded[i]!, folded[i + 1] ?? ""];
    if (letter === "っ") {
      const double = SYLLABLES[next]?.[0];
      out += double === "c" ? "t" : (double ?? "");
      continue;
    }
    const sound = SYLLABLES[letter];
    const glide = "ゃゅょ".indexOf(next);
    if (sound && glide >= 0 && next && sound.endsWith("i")) {
      const stem = sound.slice(0, -1);
      out += stem + (/^(sh|ch|j)$/.test(stem) ? "" : "y") + "auo"[glide]!;
      i++;
    } else out += sound ?? letter;
  }
  return fold(out);
}

/** All the foldings under which a query may be found. */
export function queries(text: string): string[] {
  const folded = fold(text);
  return [...new Set([folded, romanized(folded)])].filter((x) => x !== "");
}
