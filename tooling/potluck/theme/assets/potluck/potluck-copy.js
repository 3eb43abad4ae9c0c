/* A button behind each text that people take elsewhere; without a script they mark and copy it themselves. */

{
  for (const text of document.querySelectorAll(".pl-cite pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pl-button pl-quiet";
    button.textContent = plWords.gettext("Copy");
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        said.textContent = ` ${plWords.gettext("Copied.")}`;
      } catch {
        getSelection().selectAllChildren(text);
        said.textContent = ` ${plWords.gettext("Marked: your own keys copy it.")}`;
      }
    });
    const line = document.createElement("p");
    line.className = "pl-copy";
    line.append(button, said);
    text.after(line);
  }
}
