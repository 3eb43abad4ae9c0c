/* In the frame that draws: a text comes in, a picture goes out. A text says what is drawn and nothing of how: no setting
   in it counts, and nothing in the drawing can be pressed. */

{
  const FRONT = /^\s*---[ \t]*\r?\n[^]*?\r?\n---[ \t]*(?:\r?\n|$)/;
  const TITLE = /^title:[ \t]*(\S.*?)[ \t]*$/m;
  const DIRECTIVE = /%%\{[^]*?\}%%/g;
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

  const settings = (look) => ({
    startOnLoad: false,
    securityLevel: "strict",
    secure: Object.keys(mermaid.mermaidAPI.defaultConfig), // no text sets any of these
    suppressErrorRendering: true,
    logLevel: "fatal",
    maxTextSize: 20000,
    maxEdges: 300,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    fontFamily: look.font,
    theme: "base",
    themeCSS: ".edgeLabel rect { opacity: 1; }", // a line ends before its words
    themeVariables: {
      darkMode: look.isDark,
      fontFamily: look.font,
      fontSize: "16px",
      background: look.paper,
      mainBkg: look.plate,
      primaryColor: look.plate,
      primaryTextColor: look.ink,
      primaryBorderColor: look["ink-soft"],
      secondaryColor: look.butter,
      secondaryTextColor: look.ink,
      secondaryBorderColor: look["butter-line"],
      tertiaryColor: look.paper,
      tertiaryTextColor: look.ink,
      tertiaryBorderColor: look.line,
      noteBkgColor: look.butter,
      noteTextColor: look.ink,
      noteBorderColor: look["butter-line"],
      edgeLabelBackground: look.paper,
      lineColor: look["ink-soft"],
      textColor: look.ink,
      titleColor: look.ink,
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
