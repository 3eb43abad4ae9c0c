/* In the frame that draws: a text comes in, a picture goes out. A text says what is drawn and nothing of how: no setting
   in it counts, and nothing in the drawing can be pressed. */

{
  const FRONT = /^\s*---[ \t]*\r?\n[^]*?\r?\n---[ \t]*(?:\r?\n|$)/;
  const TITLE = /^title:[ \t]*(\S.*?)[ \t]*$/m;
  const DIRECTIVE = /%%\{[^]*?\}%%/g;
  /* A line ends before its words; and Mermaid forgets to put the words of a mind map's round ones into the middle. */
  const STYLE = ".edgeLabel rect { opacity: 1; } .mindmap-node > circle ~ .label text { text-anchor: middle; }";
  let number = 0;

  /* *text* without settings: its front matter, of which the title stays, and its directives, also those that come of
     taking others out. */
  function plain(text) {
    let left = text;
    let before;
    do {
      before = left;
      left = left.replace(FRONT, "").replace(DIRECTIVE, "");
    } while (left !== before);
    const title = FRONT.exec(text)?.[0].match(TITLE)?.[1].replace(/^(["'])(.*)\1$/, "$2");
    return title ? `---\ntitle: ${JSON.stringify(title)}\n---\n${left}` : left;
  }

  const settings = ({ font, colours, shades }) => ({
    startOnLoad: false,
    securityLevel: "strict",
    secure: Object.keys(mermaid.mermaidAPI.defaultConfig), // no text sets any of these
    suppressErrorRendering: true,
    logLevel: "fatal",
    maxTextSize: 20000,
    maxEdges: 300,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    fontFamily: font,
    theme: "base",
    themeCSS: STYLE,
    themeVariables: {
      fontFamily: font,
      fontSize: "16px",
      background: colours.paper,
      mainBkg: colours.plate,
      primaryColor: colours.plate,
      primaryTextColor: colours.ink,
      primaryBorderColor: colours["ink-soft"],
      secondaryColor: colours.butter,
      secondaryTextColor: colours.ink,
      secondaryBorderColor: colours["butter-line"],
      tertiaryColor: colours.paper,
      tertiaryTextColor: colours.ink,
      tertiaryBorderColor: colours.line,
      noteBkgColor: colours.butter,
      noteTextColor: colours.ink,
      noteBorderColor: colours["butter-line"],
      edgeLabelBackground: colours.paper,
      lineColor: colours["ink-soft"],
      textColor: colours.ink,
      titleColor: colours.ink,
      pieOpacity: 1,
      pieStrokeColor: colours.paper,
      pieOuterStrokeColor: colours.line,
      pieSectionTextColor: colours.paper,
      ...Object.fromEntries(
        Array.from({ length: 13 }, (_, place) => shades[place % shades.length]).flatMap((shade, place) => [
          [`pie${place}`, shade],
          [`git${place}`, shade],
          [`gitBranchLabel${place}`, colours.paper],
          [`cScale${place}`, shade],
          [`cScaleLabel${place}`, colours.paper],
        ]),
      ),
    },
  });

  /* The drawing with its own size, and what it says of itself. */
  function sized(svg) {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const [, , width, height] = root.getAttribute("viewBox").split(/[\s,]+/).map(Math.ceil);
    root.setAttribute("width", width);
    root.setAttribute("height", height);
    root.style.removeProperty("max-width");
    const name = [...root.children]
      .filter((part) => part.tagName === "title" || part.tagName === "desc")
      .map((part) => part.textContent.trim())
      .join(". ");
    return { svg: new XMLSerializer().serializeToString(root), width, height, name };
  }

  console.warn = () => {}; // what Mermaid's parts mutter of a text is for its author, and not for who reads the page

  addEventListener("message", async ({ data, ports: [port] }) => {
    try {
      mermaid.initialize(settings(data.look));
      const { svg } = await mermaid.render(`drawing-${number++}`, plain(data.text));
      port.postMessage(sized(svg));
    } catch {
      port.postMessage(null); // not in Mermaid's language
    }
  });
}
