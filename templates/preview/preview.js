"use strict";

// Frames as long as what they show: a row scrolls as one, and no scroll bar narrows a page in it.
const frames = [...document.querySelectorAll("iframe")];
const fit = (frame) => {
  const page = frame.contentDocument; // null from a folder, whose pages may not see each other
  if (page === null || page.URL === "about:blank") return; // or it has not come yet
  frame.style.height = "0";
  frame.style.height = `${page.documentElement.scrollHeight}px`;
};
for (const frame of frames) {
  frame.addEventListener("load", () => fit(frame));
}

// One edition, or all of them. The address keeps which.
const choices = [...document.querySelectorAll("input[name=view]")];
const show = (slug) => {
  for (const choice of choices) choice.checked = choice.value === slug;
  for (const view of document.querySelectorAll(".view")) {
    view.hidden = slug !== "all" && view.id !== `view-${slug}`;
  }
  document.body.classList.toggle("one", slug !== "all");
  frames.filter((frame) => frame.offsetParent !== null).forEach(fit);
};
for (const choice of choices) {
  choice.addEventListener("change", () => {
    history.replaceState(null, "", `#${choice.value}`);
    show(choice.value);
  });
}
const wanted = location.hash.slice(1);
if (choices.some((choice) => choice.value === wanted)) show(wanted);

// Where the reader was is kept when the page is made anew.
const rows = [...document.querySelectorAll(".row")];
const kept = JSON.parse(sessionStorage.getItem("place") ?? "null");
sessionStorage.removeItem("place");
if (kept) {
  const goBack = () => {
    scrollTo(0, kept.top);
    rows.forEach((row, index) => row.scrollTo(0, kept.rows[index] ?? 0));
  };
  goBack();
  for (const frame of frames) frame.addEventListener("load", goBack, { once: true });
}

// The server tells which version there is now.
const version = document.documentElement.dataset.version;
const state = document.getElementById("state");
const look = async () => {
  let text = "Follows your changes.";
  try {
    const answer = await fetch("version", { cache: "no-store" });
    if ((await answer.text()) !== version) {
      const place = { top: scrollY, rows: rows.map((row) => row.scrollTop) };
      sessionStorage.setItem("place", JSON.stringify(place));
      location.reload();
      return;
    }
  } catch {
    text = "The preview has ended; digest preview starts it again.";
  }
  if (state.textContent !== text) state.textContent = text;
  setTimeout(look, 1000);
};
if (version) look();
