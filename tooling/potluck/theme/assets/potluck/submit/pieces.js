/* The small things that the form is laid with. All words go in as text: nothing that anybody types becomes markup. */

const plSubmit = {};

{
  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /* A sentence of a check, which quotes between backticks. */
  function saying(words) {
    const parts = words.split("`").map((part, place) => (place % 2 ? element("code", { dir: "auto" }, part) : part));
    return element("span", {}, ...parts);
  }

  Object.assign(plSubmit, { element, saying });
}
