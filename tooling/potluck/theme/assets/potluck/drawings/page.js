/* Drawings that people describe in words, in Mermaid's language. On pages that have one; what draws them weighs a
   megabyte, and is loaded when the first comes near.

   It draws in a frame of its own, which may load nothing but its two scripts and is of no origin: what a text could make
   it do stays in there. What comes out is shown as a picture, in which nothing runs, loads or leads anywhere. Until then,
   and where it fails, the words stand open as they were written. */

{
  const { gettext } = plWords;
  const own = new URL("./", document.currentScript.src);
  const LONGEST = 20000; // letters of a drawing
  const LARGEST = 20000; // pixels of a side
  const SMALLEST = 0.8; // of its size, to fit in; beyond that it scrolls
  const PATIENCE = 60000; // milliseconds for one drawing, of which the first has the loading
  const LATE = "late";
  const EARLY = "600px"; // before it is seen

  /* As Mermaid reads colours: it knows none of CSS's newer ways to write them. */
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  function colour(name, isDark) {
    const probe = document.createElement("i");
    Object.assign(probe.style, { colorScheme: isDark ? "dark" : "light", color: `var(--pl-${name})` });
    document.body.append(probe);
    brush.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    brush.fillRect(0, 0, 1, 1);
    const parts = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  }

  const DARK = "slate"; // as the engine calls the two schemes
  const LIGHT = "default";
  const OWN = /\b(?:fill|stroke|color)\s*:/; // colours that a text chooses: they were chosen for a light ground
  const scheme = () => document.body.dataset.mdColorScheme;
  const schemeOf = (text) => (OWN.test(text) ? LIGHT : scheme());
  const COLOURS = "paper plate line ink ink-soft butter butter-line".split(" ");
  const SHADES = "stage-open stage-moving stage-done stage-no stage-rest accent".split(" ");
  const look = (isDark) => ({
    font: getComputedStyle(document.body).getPropertyValue("--pl-sans"),
    colours: Object.fromEntries(COLOURS.map((name) => [name, colour(name, isDark)])),
    shades: SHADES.map((name) => colour(name, isDark)), // told apart; paper can be read on each
  });

  let coming; // the frame that draws, once it is asked for

  function frame() {
    const made = document.createElement("iframe");
    const scripts = ["vendor/mermaid.js", "drawer.js"].map((name) => new URL(name, own).href.replace(/&/g, "&amp;"));
    /* From a folder a frame of no origin could not load its scripts; there it has the page's, which is of none itself. */
    const isCopy = own.protocol === "file:";
    if (!isCopy) made.setAttribute("sandbox", "allow-scripts");
    const rules = `default-src 'none'; script-src ${isCopy ? "'self'" : own.origin}; style-src 'unsafe-inline'`;
    made.srcdoc = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${rules}">
      <title>-</title><body>${scripts.map((src) => `<script src="${src}"></script>`).join("")}`;
    made.className = "drawing-frame";
    made.setAttribute("aria-hidden", "true");
    made.tabIndex = -1;
    return new Promise((done) => {
      made.addEventListener("load", () => done(made), { once: true });
      document.body.append(made);
    });
  }

  /* What comes of a drawing's *text*, and null where nothing does. */
  async function drawn(text, isDark) {
    if (text.length > LONGEST) return null;
    let late;
    const answer = new Promise((done) => {
      late = setTimeout(done, PATIENCE, LATE);
      coming ??= frame();
      coming.then((within) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => done(data);
        within.contentWindow.postMessage({ text, look: look(isDark) }, "*", [port2]); // of no origin: it has no name
      });
    });
    const made = await answer;
    clearTimeout(late);
    if (made === LATE) {
      (await coming).remove(); // it may never come to an end; the next drawing has another
      coming = undefined;
    }
    return isPicture(made) ? made : null;
  }

  /* The frame is not believed: what it hands over is words and two sizes, or nothing. */
  const isSize = (size) => size > 0 && size <= LARGEST;
  const isPicture = (made) => typeof made?.svg === "string" && isSize(made.width) && isSize(made.height);

  function picture({ svg, width, height, name }) {
    const made = new Image(width, height);
    made.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    made.style.setProperty("--least", `${width * SMALLEST}px`);
    made.alt = typeof name === "string" && name ? name : gettext("Drawing: its words are below");
    return made;
  }

  async function show(figure) {
    const words = figure.querySelector("details");
    const text = figure.querySelector("code").textContent;
    let meant;
    let made;
    do {
      meant = schemeOf(text);
      made = await drawn(text, meant === DARK);
    } while (made && meant !== schemeOf(text)); // the engine's own script, or a reader, changed it meanwhile
    figure.querySelector(".drawing-room")?.remove();
    const room = document.createElement("div");
    room.className = "drawing-room";
    if (made) {
      room.append(picture(made));
      room.dataset.scheme = meant;
      if (!figure.dataset.state) words.open = false; // later it is as its reader left it
    } else {
      room.textContent = gettext("This drawing could not be drawn. Here it is as it was written.");
      words.open = true;
    }
    figure.dataset.state = made ? "drawn" : "failed";
    figure.prepend(room);
  }

  /* One after the other: each has the time that it needs, and none waits in the time of another. */
  let last = Promise.resolve();
  const take = (figure) => (last = last.then(() => show(figure)));

  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        take(target);
      }
    },
    { rootMargin: EARLY },
  );
  for (const figure of document.querySelectorAll("figure.drawing")) {
    if (figure.querySelector("details code")) near.observe(figure); // people may write the element themselves
  }

  /* In the other scheme's colours, once a reader changes it. */
  let was = scheme();
  new MutationObserver(() => {
    if (was === scheme()) return;
    was = scheme();
    for (const figure of document.querySelectorAll('figure.drawing[data-state="drawn"]')) take(figure);
  }).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
}
