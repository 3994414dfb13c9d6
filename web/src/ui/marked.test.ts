import { expect, test } from "vitest";
import { partsOf } from "./marked";

test("hits are told from the words around them", () => {
  expect(partsOf("the <b>water</b> bill of")).toEqual([
    { text: "the ", hit: false },
    { text: "water", hit: true },
    { text: " bill of", hit: false },
  ]);
});

test("escaped text is shown as it stood on the paper", () => {
  expect(partsOf("Fish &amp; Chips &#x27;A&#39; &lt;b&gt; &quot;5&quot;")).toEqual([
    { text: "Fish & Chips 'A' <b> \"5\"", hit: false },
  ]);
});

test("an escaped ampersand is not unescaped twice", () => {
  expect(partsOf("&amp;lt;")).toEqual([{ text: "&lt;", hit: false }]);
});

test("any other markup stays text", () => {
  expect(partsOf('<img src=x onerror="alert(1)"><b>x</b><b onclick=a>')).toEqual([
    { text: '<img src=x onerror="alert(1)">', hit: false },
    { text: "x", hit: true },
    { text: "<b onclick=a>", hit: false },
  ]);
});

test("impossible characters are left alone", () => {
  expect(partsOf("&#x110000; &#0; &nope;")[0]?.text).toBe("&#x110000; &#0; &nope;");
});
