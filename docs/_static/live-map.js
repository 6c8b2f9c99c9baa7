// A live map takes the place of its picture when the reader asks for it.
for (const figure of document.querySelectorAll("figure.live-map")) {
  const button = figure.querySelector("button");
  button.hidden = false;
  button.setAttribute("aria-label", `Try the map: ${figure.dataset.title}`);
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", figure.dataset.sandbox);
    frame.title = figure.dataset.title;
    frame.src = figure.dataset.src;
    figure.querySelector(".stage").replaceChildren(frame);
    button.remove();
    frame.focus();
  });
}
