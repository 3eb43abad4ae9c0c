/* The button that counts a proposal's ballots anew. What counts is loaded when it is pressed. */

const plRecount = {
  load: () =>
    Promise.all(["numbers", "times", "count", "lines", "page"].map((name) => plFind.load(`assets/potluck/recount/${name}.js`))),
};

for (const button of document.querySelectorAll("[data-pl-recount]")) {
  button.hidden = false;
  button.addEventListener("click", () =>
    plRecount.load().then(
      () => plRecount.recount(button),
      () => {
        button.parentElement.querySelector("[data-pl-recount-says]").textContent =
          plWords.gettext("What counts could not be loaded. Try again, or take the files below.");
      },
    ),
  );
}
