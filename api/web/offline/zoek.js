/*
 * Search without a server. It looks in what zoekgegevens.js put in `vraagbaak`: the words of
 * questions, other ways to ask them, keywords, short answers and what letters say.
 *
 * A text scores for every asked word that it has: more for a rare word, more when it has the word
 * often, and once more for the one phrase that is most like the whole of what was asked.
 */
"use strict";

(() => {
  const MOST = 12; // results that are shown: more than anybody reads while somebody waits
  const WAIT_MS = 250; // after the last key, so that a screen reader does not tell of every letter
  const SHARE = 0.35; // of the best score: what has less is about something else
  const OFTEN = 0.3; // what it adds that more phrases of a text have the word
  const TRANSLATED = 0.9; // so that the Dutch text comes before its own translation
  const LETTER_CODE = 1000; // who types a code wants that letter and nothing else
  const WEIGHTS = { vraag: 1, ook: 0.8, trefwoorden: 0.8, kort: 0.6 };

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const compact = (text) => words(text).join("");
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  const texts = (globalThis.vraagbaak ?? []).map((entry) => ({
    entry,
    code: compact(entry.code),
    phrases: [
      { words: words(entry.vraag), weight: WEIGHTS.vraag },
      ...entry.ook.map((other) => ({ words: words(other), weight: WEIGHTS.ook })),
      { words: words(entry.trefwoorden.join(" ")), weight: WEIGHTS.trefwoorden },
      { words: words(entry.kort), weight: WEIGHTS.kort },
    ],
  }));
  const vocabulary = new Set(texts.flatMap((it) => it.phrases.flatMap((p) => p.words)));

  /* Return the different words of a question; two that we write as one word are also that one. */
  const askedWords = (question) => {
    const typed = words(question);
    const joined = typed.slice(1).map((word, at) => typed[at] + word);
    return [...new Set([...typed, ...joined.filter((word) => vocabulary.has(word))])];
  };

  /* Whether one letter more, less or other makes it the same word, or two that changed places. */
  const almostSame = (one, other) => {
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    const [a, b] = [one.slice(at), other.slice(at)];
    const swapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
    return swapped || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
  };

  /* How much a word of a text is the word that was asked, from 0 to 1. */
  const likeness = (asked, word) => {
    if (asked === word) return 1;
    const [short, long] = asked.length < word.length ? [asked, word] : [word, asked];
    if (short.length >= 3 && long.startsWith(short)) return 0.2 + (0.7 * short.length) / long.length;
    if (short.length >= 4 && long.includes(short)) return 0.3; // part of a compound
    return short.length >= 5 && almostSame(asked, word) ? 0.4 : 0;
  };

  /* Return a function that tells how much of a word a phrase has. */
  const finder = (asked) => {
    const found = new Map([...vocabulary].map((word) => [word, likeness(asked, word)]));
    return (phrase) => Math.max(0, ...phrase.words.map((word) => found.get(word)));
  };

  /* Return what is found for a question, the best first; equals in the order of the site. */
  const search = (question) => {
    const finders = askedWords(question).map(finder);
    // likes[text][word][phrase]
    const likes = texts.map((text) => finders.map((find) => text.phrases.map(find)));
    const rare = finders.map((_, w) => {
      const having = sum(likes.map((of) => Math.max(...of[w])));
      return Math.log(1 + texts.length / (1 + having));
    });
    const code = compact(question);

    const score = (text, of) => {
      const anywhere = rare.map((weight, w) => {
        const best = Math.max(...of[w].map((like, p) => like * text.phrases[p].weight));
        const often = of[w].filter((like) => like >= 0.8).length;
        return weight * best * (1 + OFTEN * Math.log(1 + often));
      });
      const alike = text.phrases.map((phrase, p) => {
        const shared = of.filter((word) => word[p] > 0).length;
        const other = Math.max(0, phrase.words.length - shared);
        const worth = sum(rare.map((weight, w) => weight * of[w][p]));
        return (phrase.weight * worth * shared) / (shared + other / 2 + 1);
      });
      const named = text.code !== "" && code.includes(text.code) ? LETTER_CODE : 0;
      const own = sum(anywhere) + Math.max(...alike) + named;
      return text.entry.taal === "nl" ? own : own * TRANSLATED;
    };

    const scored = texts.map((text, t) => ({ entry: text.entry, score: score(text, likes[t]) }));
    scored.sort((a, b) => b.score - a.score);
    const least = scored.length > 0 ? scored[0].score * SHARE : 0;
    return scored.filter((it) => it.score > 0 && it.score >= least).map((it) => it.entry);
  };

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const result = (entry) => {
    const link = made("a", { href: entry.pad }, entry.vraag);
    const people = entry.contact.map((line) => made("strong", {}, line));
    const className = people.length > 0 ? "distress" : "";
    const short = made("span", {}, entry.kort);
    return made("li", { lang: entry.taal, dir: "auto", className }, link, short, ...people);
  };

  const summary = (number) => {
    if (number === 0) return "Niets gevonden. Probeer andere woorden of kies hieronder een onderwerp.";
    if (number === 1) return "1 tekst gevonden.";
    return number > MOST ? `De ${MOST} teksten die het best passen.` : `${number} teksten gevonden.`;
  };

  /* Return where a question stays until the tab closes; null where the browser keeps nothing. */
  const memory = () => {
    try {
      return sessionStorage;
    } catch {
      return null;
    }
  };

  const form = document.getElementById("zoeken");
  const field = document.getElementById("vraag");
  const show = () => {
    const question = field.value.trim();
    const found = question === "" ? [] : search(question);
    document.getElementById("resultaten").replaceChildren(...found.slice(0, MOST).map(result));
    document.getElementById("gevonden").textContent = question === "" ? "" : summary(found.length);
    memory()?.setItem("vraag", question);
  };

  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show();
  });

  document.getElementById("niet-zoeken").hidden = true;
  form.hidden = false;
  // Whoever comes back from an answer finds the question again; a new visit starts empty.
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.type === "back_forward") {
    field.value = memory()?.getItem("vraag") ?? "";
    show();
  }
})();
