/* The small things that the form is laid with. All words go in as text: nothing that anybody types becomes markup. */

const plSubmit = {};

{
  const { element } = plFind;

  /* A sentence of a check, which quotes between backticks. */
  function saying(words) {
    const parts = words.split("`").map((part, place) => (place % 2 ? element("code", { dir: "auto" }, part) : part));
    return element("span", {}, ...parts);
  }

  Object.assign(plSubmit, { saying });
}
