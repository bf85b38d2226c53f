// Wakes GOV.UK's components, at first and after htmx has put a new piece into the page.
// Every page works without this file.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A choice among filters takes effect at once; what is typed waits for the button.
document.body.addEventListener("change", (event) => {
  if (window.htmx && event.target.matches("#filters :is(select, [type=radio], [type=checkbox])")) {
    event.target.form.requestSubmit();
  }
});

// An answer that is no list (signed out meanwhile, an error) is shown as the page it is.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, serverResponse } = event.detail;
  if (target.id === "region" && (xhr.status >= 400 || !serverResponse.includes('id="region"'))) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  }
});
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    initAll({ scope: event.detail.elt });
  }
  // The link that was followed is gone with the old piece: whoever goes by keyboard goes on from the new one.
  if (event.detail.elt.id === "region" && document.activeElement === document.body) {
    event.detail.elt.focus({ preventScroll: true });
  }
});

// Of hundreds of choices only those stay that bear what is typed; each kind opens where one of them stands.
document.body.addEventListener("input", (event) => {
  if (!event.target.matches(".kit-pick__find input")) {
    return;
  }
  const pick = event.target.closest(".kit-pick");
  const words = event.target.value.trim().toLowerCase();
  let found = 0;
  for (const kind of pick.querySelectorAll(".kit-pick__kind")) {
    let here = 0;
    for (const item of kind.querySelectorAll(".govuk-checkboxes__item")) {
      const stays = item.textContent.toLowerCase().includes(words) || item.querySelector("input").checked;
      item.hidden = !stays;
      here += stays ? 1 : 0;
    }
    kind.hidden = here === 0;
    kind.open = words !== "" && here > 0;
    found += here;
  }
  pick.querySelector("[role=status]").textContent = words === "" ? "" : `${found} found`;
});
// The key that would send the form ends the search instead.
document.body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".kit-pick__find input")) {
    event.preventDefault();
  }
});
