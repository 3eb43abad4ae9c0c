/* The button that counts a proposal's ballots anew. What counts is loaded when it is pressed. */

for (const button of document.querySelectorAll("[data-pl-recount]")) {
  button.hidden = false;
  button.addEventListener("click", () =>
    import("./page.js").then(
      ({ recount }) => recount(button),
      () => {
        button.parentElement.querySelector("[data-pl-recount-says]").textContent =
          plWords.gettext("What counts could not be loaded. Try again, or take the files below.");
      },
    ),
  );
}
