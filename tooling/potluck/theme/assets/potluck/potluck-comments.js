/* Comments from giscus.app, in a frame that is loaded when somebody asks for it, and never before. None of their scripts
   runs in this page: their frame is told where it stands, and tells how high it is. */

{
  const place = document.querySelector("[data-pl-comments]");
  const address = new URL(place.dataset.plComments);
  const button = place.querySelector("button");
  const SESSION = "giscus-session";

  /* Whoever signed in comes back with a session in the address; the frame waits for the button all the same, since anybody
     can make such an address. */
  function keepSession() {
    const here = new URL(location.href);
    const session = here.searchParams.get("giscus");
    if (!session) return;
    sessionStorage.setItem(SESSION, session);
    here.searchParams.delete("giscus");
    history.replaceState(null, "", here);
  }

  function load() {
    const here = new URL(location.href);
    here.hash = "pl-comments";
    const isDark = document.body.dataset.mdColorScheme === "slate";
    const asked = { origin: here.href, session: sessionStorage.getItem(SESSION) ?? "", theme: isDark ? "dark" : "light" };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address.href, title: plWords.gettext("Comments, from giscus.app"), className: "pl-comments-frame" });
    addEventListener("message", ({ origin, source, data }) => {
      if (origin !== address.origin || source !== frame.contentWindow || !data?.giscus) return;
      if (data.giscus.resizeHeight) frame.style.height = `${Number(data.giscus.resizeHeight)}px`;
      if (data.giscus.signOut) sessionStorage.removeItem(SESSION);
    });
    button.replaceWith(frame);
  }

  keepSession();
  button.hidden = false;
  button.addEventListener("click", load);
}
